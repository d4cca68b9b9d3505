// Themes made from other themes, or from one colour. Every function returns a new object.
import { channels, toHex } from "./colour.js";
import { ROLES, ofMode } from "./constants.js";
import { fromOklch, toOklch } from "./oklch.js";
import { meets, nearest, needsOf } from "./repair.js";
import { known } from "./report.js";
import { lookAlike } from "./vision.js";

// White on negative asks for a luminance of at most 0.1833, negative on background for more than 4.5 times the
// background: both pass on a background of at most 0.00185 only. Of those this midnight blue is nearer to #141A22 than
// to black, and leaves several colours of each hue.
const DARK_GROUND = [1, 1, 32];
const DARK_TEXT = { lightness: 0.94, chroma: 0.02, hue: 0 };
const LIGHT_GROUND = { lightness: 0.99, chroma: 0.004, hue: 0 };
const LIGHT_TEXT = { lightness: 0.24, chroma: 0.03, hue: 0 };
// Below this chroma a colour is taken for grey: its hue is what rounding made of it.
const TINTED = 0.005;

// A green towards teal and a red a step darker: the usual green and red look alike without green cones.
const SUCCESS = { lightness: 0.66, chroma: 0.14, hue: 165 };
const SUCCESS_ON_DARK = { lightness: 0.8, chroma: 0.16, hue: 162 };
const NEGATIVE = { lightness: 0.53, chroma: 0.2, hue: 22 };
const STEP = 0.01;

// The theme with the colours of mode `source` in mode `target` as well.
export function copied(theme, source, target) {
  return { ...theme, ...named(target, ofMode(theme, source)) };
}

// The theme with its two modes exchanged.
export function swapped(theme) {
  return { ...theme, ...named("light", ofMode(theme, "dark")), ...named("dark", ofMode(theme, "light")) };
}

// The theme with a dark mode made of its light one: same hues, on midnight blue, as readable as can be. Where the light
// mode has no colour for a role, that of the dark mode stays as it is; text is made neutral if neither text nor
// background is known.
export function deriveDark(theme) {
  return { ...theme, ...named("dark", dark(known(ofMode(theme, "light")))) };
}

// Both modes from one brand colour, as readable as can be; nothing if it is no colour.
export function fromBrand(colour) {
  const brand = channels(colour);
  if (!brand) return {};
  const origin = toOklch(brand);
  const light = coloured(
    { background: tinted(LIGHT_GROUND, origin), foreground: tinted(LIGHT_TEXT, origin) },
    { primary: brand, negative: fromOklch(NEGATIVE), success: fromOklch(SUCCESS) },
  );
  return {
    ...named("light", hexes(light)),
    ...named("dark", dark({ ...light, success: fromOklch(SUCCESS_ON_DARK) })),
  };
}

function named(mode, colours) {
  return Object.fromEntries(ROLES.filter((role) => role in colours).map((role) => [`${mode}_${role}`, colours[role]]));
}

function hexes(colours) {
  return Object.fromEntries(ROLES.filter((role) => colours[role]).map((role) => [role, toHex(colours[role])]));
}

// The dark colours by role, for the roles that can be made.
function dark(light) {
  const sources = [light.foreground, light.background].filter(Boolean).map(toOklch);
  const origin = sources.find((colour) => colour.chroma >= TINTED) ?? { lightness: 0, chroma: 0, hue: 0 };
  return hexes(coloured({ background: DARK_GROUND, foreground: tinted(DARK_TEXT, origin) }, light));
}

// Background and text with the other roles that are `wanted`, as near to that as can be read there.
function coloured(ground, wanted) {
  const made = { ...ground };
  for (const role of ["primary", "negative", "success"]) {
    const rgb = wanted[role];
    if (!rgb) continue;
    made[role] = (role === "success" ? keptApart(rgb, made) : nearest(rgb, needsOf(made, role))) ?? rgb;
  }
  return made;
}

// A colour as light as `like`, in the hue of `origin` and at most as much of it.
function tinted(like, origin) {
  return fromOklch({ lightness: like.lightness, chroma: Math.min(like.chroma, origin.chroma), hue: origin.hue });
}

// Success that is seen on its ground, and that colour-blind eyes tell from negative where that can be.
function keptApart(success, others) {
  const needs = needsOf(others, "success");
  const { negative } = others;
  const first = nearest(success, needs);
  if (!first || !negative || !lookAlike(first, negative).length) return first;
  const origin = toOklch(success);
  const steps = Array.from({ length: 101 }, (_, step) => step * STEP);
  steps.sort((one, other) => Math.abs(one - origin.lightness) - Math.abs(other - origin.lightness));
  for (const lightness of steps) {
    const choice = fromOklch({ ...origin, lightness });
    if (meets(choice, needs) && !lookAlike(choice, negative).length) return choice;
  }
  return first;
}
