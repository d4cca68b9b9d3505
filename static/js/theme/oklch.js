// OKLCH, the space in which a colour is changed without changing its hue: { lightness 0 to 1, chroma, hue in degrees }.
// The matrices are those that Björn Ottosson published with OKLab (2020), in the version of 2021.
import { LINEAR, encoded } from "./colour.js";

// What a channel may stray from 0 to 1 and still count as inside: far less than half a step of 255.
const SLACK = 1e-5;
const HALVINGS = 18;

// [lightness, a, b]: a colour where distance is difference seen.
export function toOklab(rgb) {
  const red = LINEAR[rgb[0]];
  const green = LINEAR[rgb[1]];
  const blue = LINEAR[rgb[2]];
  const long = Math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue);
  const medium = Math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue);
  const short = Math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue);
  return [
    0.2104542553 * long + 0.793617785 * medium - 0.0040720468 * short,
    1.9779984951 * long - 2.428592205 * medium + 0.4505937099 * short,
    0.0259040371 * long + 0.7827717662 * medium - 0.808675766 * short,
  ];
}

// A grey has chroma 0 and hue 0, exactly.
export function toOklch(rgb) {
  const [lightness, a, b] = toOklab(rgb);
  if (rgb[0] === rgb[1] && rgb[1] === rgb[2]) return { lightness, chroma: 0, hue: 0 };
  const hue = Math.atan2(b, a) * (180 / Math.PI);
  return { lightness, chroma: Math.hypot(a, b), hue: hue < 0 ? hue + 360 : hue };
}

// The shares of light of red, green and blue; outside of 0 to 1 where sRGB has no such colour.
export function lightOf({ lightness, chroma, hue }) {
  const angle = hue * (Math.PI / 180);
  return light(lightness, chroma * Math.cos(angle), chroma * Math.sin(angle));
}

function light(lightness, a, b) {
  const long = lightness + 0.3963377774 * a + 0.2158037573 * b;
  const medium = lightness - 0.1055613458 * a - 0.0638541728 * b;
  const short = lightness - 0.0894841775 * a - 1.291485548 * b;
  const l = long * long * long;
  const m = medium * medium * medium;
  const s = short * short * short;
  return [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ];
}

function isSrgb([red, green, blue]) {
  const least = Math.min(red, green, blue);
  return least >= -SLACK && Math.max(red, green, blue) <= 1 + SLACK;
}

// The colour itself if sRGB has it, else the one of the same lightness and hue with the most chroma.
export function clipped(colour) {
  const { lightness, chroma, hue } = colour;
  if (lightness <= 0 || lightness >= 1) return { lightness: Math.min(Math.max(lightness, 0), 1), chroma: 0, hue };
  const cosine = Math.cos(hue * (Math.PI / 180));
  const sine = Math.sin(hue * (Math.PI / 180));
  if (isSrgb(light(lightness, chroma * cosine, chroma * sine))) return colour;
  let inside = 0;
  let outside = chroma;
  for (let turn = 0; turn < HALVINGS; turn += 1) {
    const middle = (inside + outside) / 2;
    if (isSrgb(light(lightness, middle * cosine, middle * sine))) inside = middle;
    else outside = middle;
  }
  return { lightness, chroma: inside, hue };
}

// The nearest [red, green, blue], 0 to 255. Chroma that sRGB does not have is taken away.
export function fromOklch(colour) {
  return lightOf(clipped(colour)).map(encoded);
}

// The angle between two hues, 0 to 180 degrees.
export function apart(first, second) {
  const difference = Math.abs(first - second) % 360;
  return Math.min(difference, 360 - difference);
}
