// What the contrast of single pairs does not say of a theme, in sentences for people.
import { channels, isDark, toHex } from "./colour.js";
import { MODES, ofMode } from "./constants.js";
import { ALIKE, DEFICIENCIES, distance, simulate } from "./vision.js";

const UNSEEN = { protanopia: "red", deuteranopia: "green", tritanopia: "blue" };

// { key, isFine, sentence, samples } of each thing looked at in a mode. Nothing of colours not known.
export function findings(theme, mode) {
  return [...ground(theme, mode), ...colourBlind(theme, mode)];
}

function ground(theme, mode) {
  const rgb = channels(theme[`${mode}_background`]);
  if (!rgb || !MODES.includes(mode)) return [];
  const colour = toHex(rgb);
  if (isDark(rgb) === (mode === "dark")) {
    return [{ key: "ground", isFine: true, sentence: `The ${mode} background is ${mode}.`, samples: [colour] }];
  }
  const other = channels(theme[`${mode === "dark" ? "light" : "dark"}_background`]);
  const same = other && toHex(other) === colour ? " Both modes have the same background." : "";
  return [{ key: "ground", isFine: false, sentence: `Your ${mode} theme is not ${mode}.${same}`, samples: [colour] }];
}

function colourBlind(theme, mode) {
  const colours = ofMode(theme, mode);
  const success = channels(colours.success);
  const negative = channels(colours.negative);
  if (!success || !negative) return [];
  let worst = null;
  let least = Number.POSITIVE_INFINITY;
  for (const deficiency of DEFICIENCIES) {
    const far = distance(success, negative, deficiency);
    if (far < least) [worst, least] = [deficiency, far];
  }
  const isFine = least >= ALIKE;
  const sentence = isFine
    ? "Success and negative can be told apart by colour-blind eyes."
    : `Success and negative look alike for people who do not see ${UNSEEN[worst]}.`;
  const samples = [success, negative].map((rgb) => toHex(simulate(rgb, worst)));
  return [{ key: "colour-blind", isFine, sentence, samples }];
}
