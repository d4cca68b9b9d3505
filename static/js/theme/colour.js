// Colours as the Video API stores them, and the contrast between two of them as WCAG 2.2 defines it.
import { HEX } from "./constants.js";

// [red, green, blue], 0 to 255, of "#rrggbb"; null for anything that is not such a code.
// Only what this accepts may ever be written into a style.
export function channels(colour) {
  if (typeof colour !== "string" || !HEX.test(colour)) return null;
  const number = Number.parseInt(colour.slice(1), 16);
  return [number >> 16, (number >> 8) & 255, number & 255];
}

// "#RRGGBB", upper case.
export function toHex([red, green, blue]) {
  return `#${((red << 16) | (green << 8) | blue).toString(16).padStart(6, "0").toUpperCase()}`;
}

// The share of light, 0 to 1, of each of the 256 values of a channel (sRGB, IEC 61966-2-1).
export const LINEAR = Array.from({ length: 256 }, (_, channel) => {
  const value = channel / 255;
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
});

// The channel, 0 to 255, nearest to a share of light; below 0 and above 1 are clipped.
export function encoded(light) {
  const share = Math.min(Math.max(light, 0), 1);
  const value = share <= 0.0031308 ? share * 12.92 : 1.055 * share ** (1 / 2.4) - 0.055;
  return Math.floor(value * 255 + 0.5);
}

// Relative luminance, 0 to 1.
export function luminance(rgb) {
  return 0.2126 * LINEAR[rgb[0]] + 0.7152 * LINEAR[rgb[1]] + 0.0722 * LINEAR[rgb[2]];
}

// The contrast ratio, 1 to 21, of two luminances.
export function ratio(first, second) {
  return (Math.max(first, second) + 0.05) / (Math.min(first, second) + 0.05);
}

// The contrast ratio of two colours, 1 to 21.
export function contrast(first, second) {
  return ratio(luminance(first), luminance(second));
}

// Whether white stands out from a colour more than black does.
export function isDark(rgb) {
  const own = luminance(rgb);
  return ratio(1, own) > ratio(own, 0);
}
