// What a theme's colours make of everything that the widget draws, and whether it can be read.
import { channels, contrast, isDark, toHex } from "./colour.js";
import { ROLES } from "./constants.js";
import { ROWS, palette } from "./elements.js";

// The ratio with one decimal. One that falls short is cut, so that 4.48 is not said to be 4.5.
function shown(value, passes) {
  return (Math.floor(value * 10 + (passes ? 0.5 : 0)) / 10).toFixed(1);
}

// The roles of one mode that are colours, as [red, green, blue].
export function known(colours) {
  const roles = {};
  for (const role of ROLES) {
    const rgb = channels(colours[role]);
    if (rgb) roles[role] = rgb;
  }
  return roles;
}

// The pairs of one mode, { key, name, role, first, second, ratio, needed, limit, passes, isFaint, shown }: colours
// maps a role to "#rrggbb". A row of ROWS is one pair: the two of its colours that fall farthest short of what they
// need. `limit` says why no theme passes there, where that is so. A pair with a colour that is missing or no hex code
// is left out: nothing can be said about it.
export function report(colours) {
  const all = palette(known(colours));
  return ROWS.filter((row) => row.drawn.every(([ink, ground]) => all[ink] && all[ground])).map((row) =>
    pairOf(row, all),
  );
}

function pairOf({ key, name, role, drawn, limit }, all) {
  let worst = null;
  for (const [ink, ground, needed] of drawn) {
    const ratio = contrast(all[ink], all[ground]);
    if (!worst || ratio / needed < worst.ratio / worst.needed) worst = { ink, ground, needed, ratio };
  }
  const { ratio, needed } = worst;
  const passes = ratio >= needed;
  const isLimited = limit && limit[1] <= ratio && !passes && groundOf(all) === limit[0];
  return {
    key,
    name,
    role,
    first: toHex(all[worst.ink]),
    second: toHex(all[worst.ground]),
    ratio,
    needed,
    limit: isLimited ? limit[2] : "",
    passes,
    isFaint: !passes && !isLimited,
    shown: shown(ratio, passes),
  };
}

// "light" or "dark", as the background is; empty where it is not known.
export function groundOf({ background }) {
  if (!background) return "";
  return isDark(background) ? "dark" : "light";
}

// The pair that falls farthest short of what a theme can reach; null if none does.
export function worst(pairs) {
  let found = null;
  for (const pair of pairs) {
    if (pair.isFaint && (!found || pair.ratio / pair.needed < found.ratio / found.needed)) found = pair;
  }
  return found;
}

// The verdict on one mode: "2 of 11 low contrast", "10 of 11 readable" where no theme does better, "All readable";
// empty if nothing can be said.
export function words(pairs) {
  if (!pairs.length) return "";
  const faint = pairs.filter((pair) => pair.isFaint).length;
  if (faint) return `${faint} of ${pairs.length} low contrast`;
  const passing = pairs.filter((pair) => pair.passes).length;
  return passing < pairs.length ? `${passing} of ${pairs.length} readable` : "All readable";
}
