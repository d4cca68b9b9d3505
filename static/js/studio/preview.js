// Paints the preview. A colour gets here as #rrggbb only; the properties are set from a module, which the
// policy of the page allows where it forbids a style attribute.
import { MODES, ROLES } from "../theme/constants.js";
import { isCode } from "./fields.js";

const painted = new WeakMap();

// Paints each mode wherever it is drawn: in the widget, and in the strip above the fields.
export function paint(panel, theme) {
  for (const mode of MODES) {
    for (const place of panel.querySelectorAll(`[data-widget="${mode}"], [data-strip="${mode}"]`)) {
      const known = painted.get(place) ?? {};
      for (const role of ROLES) {
        const colour = theme[`${mode}_${role}`];
        if (known[role] === colour || !isCode(colour)) continue;
        place.style.setProperty(`--sw-${role}`, colour);
        known[role] = colour;
      }
      painted.set(place, known);
    }
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
