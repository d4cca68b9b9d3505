// What people see who lack one of the three kinds of cones: Machado, Oliveira and Fernandes, "A Physiologically-based
// Model for Simulation of Color Vision Deficiency" (2009), at severity 1, for linear RGB.
import { LINEAR, encoded } from "./colour.js";
import { toOklab } from "./oklch.js";

export const DEFICIENCIES = ["protanopia", "deuteranopia", "tritanopia"];
export const MATRICES = {
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

// Two colours nearer than this in OKLab look alike as small marks that do not touch; conferences/theme/vision.py
// says why it is this number.
export const ALIKE = 0.1;

// The colour, 0 to 255, as seen with one of DEFICIENCIES; itself for any other word.
export function simulate(rgb, deficiency) {
  if (!DEFICIENCIES.includes(deficiency)) return rgb;
  const red = LINEAR[rgb[0]];
  const green = LINEAR[rgb[1]];
  const blue = LINEAR[rgb[2]];
  return MATRICES[deficiency].map((row) => encoded(row[0] * red + row[1] * green + row[2] * blue));
}

// How far two colours are apart in OKLab, seen with one of DEFICIENCIES.
export function distance(first, second, deficiency) {
  const one = toOklab(simulate(first, deficiency));
  const other = toOklab(simulate(second, deficiency));
  return Math.hypot(one[0] - other[0], one[1] - other[1], one[2] - other[2]);
}

// The deficiencies with which two colours cannot be told apart.
export function lookAlike(first, second) {
  return DEFICIENCIES.filter((name) => distance(first, second, name) < ALIKE);
}
