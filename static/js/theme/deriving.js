// Themes made from other themes, or from one colour. Every function returns a new object.
import { channels, luminance, toHex } from "./colour.js";
import { ROLES, ofMode } from "./constants.js";
import { fromOklch, toOklch } from "./oklch.js";
import { meets, nearest } from "./repair.js";
import { GRAPHIC, TEXT } from "./report.js";
import { lookAlike } from "./vision.js";

const WHITE = { luminance: 1, least: TEXT };

// White on negative asks for a luminance of at most 0.1833, negative on background for more than 4.5 times the
// background: both pass on almost black only, of at most 0.00185. This leaves several colours of each hue.
const DARK_GROUND = { lightness: 0.1, chroma: 0.02, hue: 0 };
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

// The theme with a dark mode made of its light one: same hues, every pair readable. Where the light mode has no
// colour for a role, that of the dark mode stays as it is; ground and text are made neutral if neither is known.
export function deriveDark(theme) {
  const texts = ofMode(theme, "light");
  const light = Object.fromEntries(ROLES.map((role) => [role, channels(texts[role])]));
  return { ...theme, ...named("dark", dark(light)) };
}

// Both modes from one brand colour, every pair readable; nothing if it is no colour.
export function fromBrand(colour) {
  const brand = channels(colour);
  if (!brand) return {};
  const origin = toOklch(brand);
  const background = tinted(LIGHT_GROUND, origin);
  const ground = luminance(background);
  const negative = nearest(fromOklch(NEGATIVE), [WHITE, { luminance: ground, least: TEXT }]);
  const light = {
    background,
    foreground: tinted(LIGHT_TEXT, origin),
    primary: nearest(brand, [WHITE]),
    success: keptApart(fromOklch(SUCCESS), negative, ground),
    negative,
  };
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
  const background = tinted(DARK_GROUND, origin);
  const ground = luminance(background);
  const made = { background, foreground: tinted(DARK_TEXT, origin) };
  // Outlined buttons are drawn in primary on the background: not one of the pairs, but seen.
  if (light.primary) made.primary = nearest(light.primary, [WHITE, { luminance: ground, least: GRAPHIC }]);
  if (light.negative) made.negative = nearest(light.negative, [WHITE, { luminance: ground, least: TEXT }]);
  if (light.success) made.success = keptApart(light.success, made.negative, ground);
  return hexes(made);
}

// A colour as light as `like`, in the hue of `origin` and at most as much of it.
function tinted(like, origin) {
  return fromOklch({ lightness: like.lightness, chroma: Math.min(like.chroma, origin.chroma), hue: origin.hue });
}

// Success that is seen on its ground, and that colour-blind eyes tell from negative where that can be.
function keptApart(success, negative, ground) {
  const needs = [{ luminance: ground, least: GRAPHIC }];
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
