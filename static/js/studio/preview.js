// Paints the preview. A colour gets here as #rrggbb only; the properties are set from a module, which the
// policy of the page allows where it forbids a style attribute.
import { MODES, ROLES } from "../theme/constants.js";
import { isCode } from "./fields.js";

const painted = new WeakMap();

export function paint(panel, theme) {
  for (const mode of MODES) {
    const widget = panel.querySelector(`[data-widget="${mode}"]`);
    const known = painted.get(widget) ?? {};
    for (const role of ROLES) {
      const colour = theme[`${mode}_${role}`];
      if (known[role] === colour || !isCode(colour)) continue;
      widget.style.setProperty(`--sw-${role}`, colour);
      known[role] = colour;
    }
    painted.set(widget, known);
  }
}

// The name in the bars follows the field it comes from.
export function followTitle(panel) {
  const field = document.getElementById(panel.dataset.titleFrom);
  if (!field) return;
  const show = () => {
    const title = field.value.trim() || "Conference";
    for (const place of panel.querySelectorAll("[data-title]")) place.textContent = title;
  };
  field.addEventListener("input", show);
  show();
}
