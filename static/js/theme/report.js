// Which pairs of a theme's colours meet on screen, and whether they can be read.
import { channels, contrast, toHex } from "./colour.js";
import { ROLES } from "./constants.js";

// WCAG 2.2 AA: success criteria 1.4.3 (text) and 1.4.11 (parts of graphics).
export const TEXT = 4.5;
export const GRAPHIC = 3;
// The text on the widget's buttons, whatever the theme.
export const WHITE = [255, 255, 255];

const PAIRS = [
  ["text", "Text and icons", "foreground", "foreground", "background", TEXT],
  ["white-on-primary", "White on primary", "primary", "white", "primary", TEXT],
  ["white-on-negative", "White on negative", "negative", "white", "negative", TEXT],
  ["error-text", "Error text", "negative", "negative", "background", TEXT],
  ["meter", "Microphone meter", "success", "success", "background", GRAPHIC],
];

// The ratio with one decimal. One that falls short is cut, so that 4.48 is not said to be 4.5.
function shown(value, passes) {
  return (Math.floor(value * 10 + (passes ? 0.5 : 0)) / 10).toFixed(1);
}

// The pairs of one mode, { key, name, role, first, second, ratio, needed, passes, shown }: colours maps a role to
// "#rrggbb". A pair with a colour that is missing or no hex code is left out: nothing can be said about it.
export function report(colours) {
  const known = { white: WHITE };
  for (const role of ROLES) known[role] = channels(colours[role]);
  return PAIRS.filter(([, , , first, second]) => known[first] && known[second]).map(
    ([key, name, role, first, second, needed]) => {
      const ratio = contrast(known[first], known[second]);
      const passes = ratio >= needed;
      return {
        key,
        name,
        role,
        first: toHex(known[first]),
        second: toHex(known[second]),
        ratio,
        needed,
        passes,
        shown: shown(ratio, passes),
      };
    },
  );
}

// The pair that falls farthest short of what it needs; null if all pass.
export function worst(pairs) {
  let found = null;
  for (const pair of pairs) {
    if (!pair.passes && (!found || pair.ratio / pair.needed < found.ratio / found.needed)) found = pair;
  }
  return found;
}

// The verdict on one mode: "2 of 5 too faint", "All readable"; empty if nothing can be said.
export function words(pairs) {
  if (!pairs.length) return "";
  const faint = pairs.filter((pair) => !pair.passes).length;
  return faint ? `${faint} of ${pairs.length} too faint` : "All readable";
}
