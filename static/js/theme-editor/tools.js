// What each tool makes of a theme: the same as apply_theme_action does on the server.
import { MODES, ofMode } from "../theme/constants.js";
import { copied, deriveDark, fromBrand, swapped } from "../theme/deriving.js";
import { normalise, readTheme } from "../theme/parsing.js";
import { fixAll, repair } from "../theme/repair.js";
import { report } from "../theme/report.js";

const SHAPE = "Enter a colour as # and six hex digits, such as #1D2127.";

const inMode = (mode, colours) =>
  Object.fromEntries(Object.entries(colours).map(([role, colour]) => [`${mode}_${role}`, colour]));

const TOOLS = {
  preview: () => ({}),
  copy: ({ texts }, mode) => copied(texts, mode, MODES.find((other) => other !== mode)),
  swap: ({ texts }) => swapped(texts),
  "derive-dark": ({ drawn }) => deriveDark(drawn),
  brand({ brand, problems }) {
    const code = normalise(brand);
    if (code) return fromBrand(code);
    problems.push(SHAPE);
    return {};
  },
  paste({ pasted, problems }) {
    const reading = readTheme(pasted);
    problems.push(...reading.problems);
    return reading.colours;
  },
  preset: ({ codes }) => Object.fromEntries(codes.split(" ").filter(Boolean).map((one) => one.split(":"))),
  saved: ({ saved }) => saved,
  defaults: ({ defaults }) => defaults,
  fix({ drawn }, mode, key) {
    const colours = ofMode(drawn, mode);
    const pair = report(colours).find((one) => one.key === key);
    const fix = pair ? repair(colours, key) : null;
    return fix ? inMode(mode, { [pair.role]: fix.colour }) : {};
  },
  "fix-all": ({ drawn }, mode) => inMode(mode, fixAll(ofMode(drawn, mode))),
};

export const isTool = (action) => action.split(":")[0] in TOOLS;

// The texts that the fields get. The same colour in other letters is no change.
export function use(action, state) {
  const [tool, mode, key] = action.split(":");
  const made = TOOLS[tool](state, mode, key);
  return Object.fromEntries(
    Object.entries(made)
      .map(([name, colour]) => [name, colour ?? ""])
      .filter(([name, colour]) => name in state.texts && colour.toUpperCase() !== state.texts[name].toUpperCase()),
  );
}
