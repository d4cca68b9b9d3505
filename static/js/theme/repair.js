// The nearest colour that can be read, for a pair that cannot: nearest in OKLCH lightness, among all colours of sRGB
// in 8 bits a channel that have the hue and the chroma of the one to be changed. Where sRGB has less chroma at that
// lightness, that is what is asked for. Where 8 bits are too coarse for a hue (very dark, or nearly grey), what the
// line of that hue and chroma rounds to counts too.
import { LINEAR, channels, encoded, luminance, ratio, toHex } from "./colour.js";
import { ROLES } from "./constants.js";
import { apart, clipped, fromOklch, lightOf, toOklab, toOklch } from "./oklch.js";
import { report } from "./report.js";

// How far 8 bits may lead away from hue (degrees) and chroma: less than anybody sees.
const HUE = 1.95;
const CHROMA = 0.005;
// Where the line of that hue and chroma becomes readable: how far around that point colours are tried, in steps of a
// channel, and how far along the line, in steps of lightness. Below that chroma the line is coarse.
const REACH = 12;
const NEAR = 2;
const HALVINGS = 20;
const STEP = 1 / 4096;
const STEPS = 40;
const STEPS_IN_THE_DARK = 160;
const DARK = 0.25;
const COARSE = 0.06;

// What was found: while one colour is dragged the other pairs stay as they are, and Fix all asks once more.
const remembered = new Map();
const MOST_REMEMBERED = 256;

// { colour, sibling }: the nearest colour with which the pair `key` of one mode passes, and the other pair in which
// that role stands, as it is with the new colour. Null if the pair passes already, or is not known.
export function repair(colours, key) {
  const pair = report(colours).find((one) => one.key === key);
  if (!pair || pair.passes) return null;
  const colour = repaired(pair);
  if (!colour) return null;
  const after = report({ ...colours, [pair.role]: colour });
  return { colour, sibling: after.find((one) => one.role === pair.role && one.key !== key) ?? null };
}

// The texts of one mode by role, with every colour that fails a pair replaced by the nearest that passes. Negative
// stands in two pairs, and on some backgrounds nothing passes both. Then it is, of itself and the nearest colour for
// either pair, the one with most pairs passing, and of equals the one whose worse pair is better.
export function fixAll(colours) {
  const fixed = {};
  for (const role of ROLES) if (typeof colours[role] === "string") fixed[role] = colours[role];
  for (const role of ROLES) {
    const pairs = report(fixed).filter((pair) => pair.role === role);
    if (pairs.every((pair) => pair.passes)) continue;
    const both = nearest(channels(fixed[role]), pairs.map(need));
    if (both) {
      fixed[role] = toHex(both);
      continue;
    }
    const choices = [fixed[role], ...pairs.filter((pair) => !pair.passes).map(repaired)].filter(Boolean);
    const merits = choices.map((choice) => merit({ ...fixed, [role]: choice }, role));
    let best = 0;
    for (let index = 1; index < choices.length; index += 1) {
      const [passing, least] = merits[index];
      if (passing > merits[best][0] || (passing === merits[best][0] && least > merits[best][1])) best = index;
    }
    fixed[role] = choices[best];
  }
  return fixed;
}

function merit(colours, role) {
  const pairs = report(colours).filter((pair) => pair.role === role);
  return [pairs.filter((pair) => pair.passes).length, Math.min(...pairs.map((pair) => pair.ratio / pair.needed))];
}

function repaired(pair) {
  const rgb = nearest(channels(isGround(pair) ? pair.second : pair.first), [need(pair)]);
  return rgb && toHex(rgb);
}

// White is drawn on the role's colour, every other role on the background.
function isGround(pair) {
  return pair.key.startsWith("white-on-");
}

function need(pair) {
  return { luminance: luminance(channels(isGround(pair) ? pair.first : pair.second)), least: pair.needed };
}

// The colour of the same hue and chroma, nearest in lightness, that has all the contrast it needs: at least `least`
// against a colour of that `luminance`, for each of `needs`. The colour itself if it does; null if there is none.
export function nearest(rgb, needs) {
  const question = [...rgb, ...needs.flatMap((one) => [one.luminance, one.least])].join(" ");
  if (!remembered.has(question)) {
    if (remembered.size >= MOST_REMEMBERED) remembered.clear();
    remembered.set(question, meets(rgb, needs) ? rgb : found(rgb, needs));
  }
  return remembered.get(question);
}

function found(rgb, needs) {
  const origin = toOklch(rgb);
  let best = null;
  for (const edge of edges(needs)) {
    const choice = settled(origin, needs, edge);
    if (choice && (!best || away(choice, origin) < away(best, origin))) best = choice;
  }
  return best;
}

// Whether a colour has all the contrast it needs, unrounded.
export function meets(rgb, needs) {
  const own = luminance(rgb);
  for (const one of needs) if (ratio(own, one.luminance) < one.least) return false;
  return true;
}

// The luminances, below and above its partner's, at which a colour begins to meet a need.
function edges(needs) {
  return needs
    .flatMap((one) => [(one.luminance + 0.05) / one.least - 0.05, (one.luminance + 0.05) * one.least - 0.05])
    .filter((edge) => edge >= 0 && edge <= 1);
}

// The colour nearest to `origin` in lightness that meets the needs, near a luminance.
function settled(origin, needs, edge) {
  const lightness = lightnessAt(origin, edge);
  const same = origin.chroma ? nearestAround(origin, needs, lightness, edge) : null;
  if (same && clipped({ ...origin, lightness }).chroma >= COARSE) return same;
  const line = nearestOnLine(origin, needs, lightness);
  if (!same || !line) return same ?? line;
  return away(line, origin) < away(same, origin) - STEP ? line : same;
}

// The lightness at which the line of that hue and chroma has a luminance.
function lightnessAt(origin, edge) {
  let low = 0;
  let high = 1;
  for (let turn = 0; turn < HALVINGS; turn += 1) {
    const middle = (low + high) / 2;
    const [red, green, blue] = lightOf(clipped({ ...origin, lightness: middle }));
    if (0.2126 * red + 0.7152 * green + 0.0722 * blue < edge) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

// Of the colours in the cube around the point of the line. For each red and blue the greens are tried from the one
// at the edge on, which is the least change of lightness too.
function nearestAround(origin, needs, lightness, edge) {
  const [red, , blue] = fromOklch({ ...origin, lightness });
  const onward = lightness < origin.lightness ? -1 : 1;
  let best = null;
  let least = Number.POSITIVE_INFINITY;
  for (let r = Math.max(red - REACH, 0); r <= Math.min(red + REACH, 255); r += 1) {
    for (let b = Math.max(blue - REACH, 0); b <= Math.min(blue + REACH, 255); b += 1) {
      const green = encoded((edge - 0.2126 * LINEAR[r] - 0.0722 * LINEAR[b]) / 0.7152);
      for (let step = 0; step <= NEAR; step += 1) {
        const rgb = [r, green + step * onward, b];
        if (rgb[1] < 0 || rgb[1] > 255 || !meets(rgb, needs)) continue;
        const way = away(rgb, origin);
        if (way >= least) break;
        if (isSame(rgb, origin)) {
          [best, least] = [rgb, way];
          break;
        }
      }
    }
  }
  return best;
}

function nearestOnLine(origin, needs, lightness) {
  const steps = lightness < DARK ? STEPS_IN_THE_DARK : STEPS;
  let best = null;
  for (let step = -steps; step <= steps; step += 1) {
    const rgb = fromOklch({ ...origin, lightness: lightness + step * STEP });
    if (meets(rgb, needs) && (!best || away(rgb, origin) < away(best, origin))) best = rgb;
  }
  return best;
}

function away(rgb, origin) {
  return Math.abs(toOklab(rgb)[0] - origin.lightness);
}

// Whether hue and chroma are those of `origin`, so far as sRGB has them at that lightness.
function isSame(rgb, origin) {
  const colour = toOklch(rgb);
  if (apart(colour.hue, origin.hue) > HUE) return false;
  const asked = clipped({ ...origin, lightness: colour.lightness }).chroma;
  return Math.abs(colour.chroma - asked) <= CHROMA;
}
