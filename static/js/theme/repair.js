// The nearest colour that can be read wherever the widget draws it: nearest in OKLCH lightness, among all colours of
// sRGB in 8 bits a channel that have the hue and the chroma of the one to be changed. Where sRGB has less chroma at
// that lightness, that is what is asked for. Where 8 bits are too coarse for a hue (very dark, or nearly grey), what
// the line of that hue and chroma rounds to counts too, and where nothing does, the most similar colour around it.
import { LINEAR, contrast, encoded, luminance, ratio, toHex } from "./colour.js";
import { ROLES } from "./constants.js";
import { GRAPHIC, ROWS, colourOf, isMadeOf } from "./elements.js";
import { apart, clipped, fromOklch, lightOf, toOklab, toOklch } from "./oklch.js";
import { groundOf, known, report, worst } from "./report.js";

// How far 8 bits may lead away from hue (degrees) and chroma: less than anyone sees.
const HUE = 1.95;
const CHROMA = 0.005;
// Where the line of that hue and chroma becomes readable: how far around that point colours are tried, in steps of a
// channel, and how far along the line, in steps of lightness. Below that chroma the line is coarse.
const REACH = 10;
const NEAR = 2;
const HALVINGS = 20;
const STEP = 1 / 4096;
const STEPS = 40;
const STEPS_IN_THE_DARK = 160;
const DARK = 0.25;
const COARSE = 0.06;
// How much of its contrast a colour at one edge may lack: 8 bits away from it there may be one that has it all.
const NEARLY = 0.98;
const BISECTIONS = 12;
const SPREAD = 0.01;

// What was found: while one colour is dragged the other pairs stay as they are, and Fix all asks once more.
const remembered = new Map();
const MOST_REMEMBERED = 256;

// { colour, left }: the nearest colour with which the pair `key` of one mode passes, and all of its role if one does;
// and the faintest of the other pairs of that role that is too faint with it. Null if the pair is not too faint, is not
// known, or if no colour passes.
export function repair(colours, key) {
  const pair = report(colours).find((one) => one.key === key);
  if (!pair?.isFaint) return null;
  const roles = known(colours);
  const row = ROWS.find((one) => one.key === key);
  const rgb = roles[pair.role];
  const found = nearest(rgb, needsOf(roles, pair.role)) ?? nearest(rgb, rowNeeds(roles, row));
  if (!found) return null;
  const colour = toHex(found);
  const after = report({ ...colours, [pair.role]: colour });
  return { colour, left: worst(after.filter((one) => one.role === pair.role && one.key !== key)) };
}

// The texts of one mode by role, with every colour that is too faint replaced by the nearest that is not. The
// background stays. On some backgrounds nothing passes everywhere; then the rows that stand first in the table come
// first, and the others get as much as is left, if that is better than before.
export function fixAll(colours) {
  let fixed = {};
  for (const role of ROLES) if (typeof colours[role] === "string") fixed[role] = colours[role];
  for (const role of ROLES) {
    if (!report(fixed).some((pair) => pair.isFaint && pair.role === role)) continue;
    const roles = known(fixed);
    const needs = needsOf(roles, role);
    const choice = { ...fixed, [role]: toHex(nearest(roles[role], needs) ?? compromise(roles[role], needs)) };
    const [fine, least] = merit(fixed, role);
    const [finer, higher] = merit(choice, role);
    if (finer > fine || (finer === fine && higher > least)) fixed = choice;
  }
  return fixed;
}

// What every row asks of a role beside the other colours of a theme, so far as a theme can give it: an array of
// { luminance, least } where the other colour does not change with the role, else of { role, ink, ground, background,
// least }.
export function needsOf(roles, role) {
  return ROWS.filter((row) => row.role === role).flatMap((row) => rowNeeds(roles, row));
}

function rowNeeds(roles, { role, drawn, limit }) {
  const held = limit && limit[0] === groundOf(roles) ? limit[1] : Number.POSITIVE_INFINITY;
  const isKnown = (name) => isMadeOf(name, role) || colourOf(name, roles);
  return drawn
    .filter(([ink, ground]) => isKnown(ink) && isKnown(ground))
    .map(([ink, ground, needed]) => need(roles, role, ink, ground, Math.min(needed, held)));
}

function need(roles, role, ink, ground, least) {
  for (const [own, other] of [
    [ink, ground],
    [ground, ink],
  ]) {
    const partner = own === role && !isMadeOf(other, role) ? colourOf(other, roles) : null;
    if (partner) return { luminance: luminance(partner), least };
  }
  return { role, ink, ground, background: roles.background ?? null, least };
}

function merit(colours, role) {
  const pairs = report(colours).filter((pair) => pair.role === role);
  const faint = pairs.filter((pair) => pair.isFaint).map((pair) => pair.ratio / pair.needed);
  return [pairs.length - faint.length, Math.min(1, ...faint)];
}

// The colour nearest to `rgb` that meets the needs in their order, each in full, as a graphic, or not.
function compromise(rgb, needs) {
  let kept = [];
  let best = rgb;
  for (const one of needs) {
    for (const least of one.least > GRAPHIC ? [one.least, GRAPHIC] : [one.least]) {
      const found = nearest(rgb, [...kept, { ...one, least }]);
      if (found) {
        kept = [...kept, { ...one, least }];
        best = found;
        break;
      }
    }
  }
  return best;
}

// The colour of the same hue and chroma, nearest in lightness, that meets all `needs`. The colour itself if it does;
// null if there is none.
export function nearest(rgb, needs) {
  const question = JSON.stringify([rgb, needs]);
  if (!remembered.has(question)) {
    if (remembered.size >= MOST_REMEMBERED) remembered.clear();
    remembered.set(question, meets(rgb, needs) ? rgb : found(rgb, needs));
  }
  return remembered.get(question);
}

function found(rgb, needs) {
  const origin = toOklch(rgb);
  const way = (edge) => Math.abs(edge - origin.lightness);
  const near = edges(origin, needs).filter((edge) => meets(onLine(origin, edge), needs, NEARLY));
  near.sort((one, other) => way(one) - way(other));
  let best = null;
  for (const edge of near) {
    // What is found lies at most a few steps of a channel away from its edge.
    if (best && way(edge) > away(best, origin) + SPREAD) break;
    const choice = settled(origin, needs, edge);
    if (choice && (!best || away(choice, origin) < away(best, origin))) best = choice;
  }
  for (const edge of best ? [] : near) {
    best = nearestAround(origin, needs, edge, false);
    if (best) break;
  }
  return best;
}

// Whether a colour has all the contrast it needs, unrounded, or that share of it.
export function meets(rgb, needs, share = 1) {
  return meetsPlain(rgb, needs, share) && meetsMade(rgb, needs, share);
}

function meetsPlain(rgb, needs, share) {
  const own = luminance(rgb);
  for (const one of needs) if (!one.role && ratio(own, one.luminance) < one.least * share) return false;
  return true;
}

// What the widget makes of a colour takes longer to know than the colour itself.
function meetsMade(rgb, needs, share) {
  for (const { role, ink, ground, background, least } of needs) {
    if (!role) continue;
    const roles = { background };
    roles[role] = rgb;
    const first = colourOf(ink, roles);
    const second = colourOf(ground, roles);
    if (!first || !second || contrast(first, second) < least * share) return false;
  }
  return true;
}

// The lightnesses at which the line of that hue and chroma begins or ceases to meet a need.
function edges(origin, needs) {
  return needs.flatMap((one) => {
    if (!one.role) {
      return [(one.luminance + 0.05) / one.least - 0.05, (one.luminance + 0.05) * one.least - 0.05]
        .filter((edge) => edge >= 0 && edge <= 1)
        .map((edge) => lightnessAt(origin, edge));
    }
    const middle = one.background ? lightnessAt(origin, luminance(one.background)) : 1;
    return [0, 1]
      .filter((end) => end !== middle && meets(onLine(origin, end), [one]))
      .map((end) => edgeBetween(origin, one, end, middle));
  });
}

// The lightness between `end` and `middle` up to which the line meets a need, from `end` on.
function edgeBetween(origin, one, end, middle) {
  for (let turn = 0; turn < BISECTIONS; turn += 1) {
    const half = (end + middle) / 2;
    if (meets(onLine(origin, half), [one])) end = half;
    else middle = half;
  }
  return end;
}

function onLine(origin, lightness) {
  return fromOklch({ ...origin, lightness });
}

// The colour nearest to `origin` in lightness that meets the needs, near a lightness of its line.
function settled(origin, needs, lightness) {
  const same = origin.chroma ? nearestAround(origin, needs, lightness, true) : null;
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
    if (luminanceAt({ ...origin, lightness: middle }) < edge) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

function luminanceAt(point) {
  const [red, green, blue] = lightOf(clipped(point));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

// Of the colours in the cube around the point of the line, that have hue and chroma of the origin. For each red and
// blue the greens are tried from the one at the edge on, which is the least change of lightness too. Unless it is
// strict, it is the most similar colour, whatever its hue and chroma.
function nearestAround(origin, needs, lightness, isStrict) {
  const point = { ...origin, lightness };
  const middle = fromOklch(point);
  const [red, , blue] = middle;
  const edge = luminanceAt(point);
  const onward = lightness < origin.lightness ? -1 : 1;
  let best = null;
  let least = Number.POSITIVE_INFINITY;
  for (let r = Math.max(red - REACH, 0); r <= Math.min(red + REACH, 255); r += 1) {
    for (let b = Math.max(blue - REACH, 0); b <= Math.min(blue + REACH, 255); b += 1) {
      const green = encoded((edge - 0.2126 * LINEAR[r] - 0.0722 * LINEAR[b]) / 0.7152);
      for (let step = 0; step <= NEAR; step += 1) {
        const rgb = [r, green + step * onward, b];
        if (rgb[1] < 0 || rgb[1] > 255 || !meetsPlain(rgb, needs, 1)) continue;
        const way = isStrict ? away(rgb, origin) : difference(rgb, middle);
        if (way >= least) break;
        if (meetsMade(rgb, needs, 1) && (!isStrict || isSame(rgb, origin))) {
          [best, least] = [rgb, way];
          break;
        }
      }
    }
  }
  return best;
}

function difference(rgb, other) {
  const [first, second] = [toOklab(rgb), toOklab(other)];
  return Math.hypot(...first.map((one, place) => one - second[place]));
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
