// Paints the preview in every colour that the widget makes of a theme. A colour gets here as #rrggbb only; the
// properties are set from a module, which the policy of the page allows where it forbids a style attribute.
import { toHex } from "../theme/colour.js";
import { MODES, ofMode } from "../theme/constants.js";
import { FIXED, palette } from "../theme/elements.js";
import { known } from "../theme/report.js";

const painted = new WeakMap();

// Paints each mode wherever it is drawn: in the widget, and in the strip above the fields.
export function paint(panel, theme) {
  for (const mode of MODES) {
    const colours = Object.entries(palette(known(ofMode(theme, mode)))).filter(([name]) => !(name in FIXED));
    for (const place of panel.querySelectorAll(`[data-widget="${mode}"], [data-strip="${mode}"]`)) {
      const before = painted.get(place) ?? {};
      for (const [name, rgb] of colours) {
        const colour = toHex(rgb);
        if (before[name] === colour) continue;
        place.style.setProperty(`--sw-${name}`, colour);
        before[name] = colour;
      }
      painted.set(place, before);
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
