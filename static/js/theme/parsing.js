// Themes as text: what people paste, and what they take away. A text that is no colour is said to be none, and
// nothing but "#RRGGBB" comes out.
import { toHex } from "./colour.js";
import { MODES, NAMES, ROLES } from "./constants.js";

// Characters of a text in which a theme is looked for.
export const LONGEST = 20_000;

const LONGEST_COLOUR = 80;
const LONGEST_QUOTE = 30;
const ALIASES = { positive: "success" };
// The API's own objects keep a theme at the top; other people put it one level down.
const WRAPPERS = ["theme", "colours", "colors", "conference"];

const EDGES = /^[ \t\r\n\f]+|[ \t\r\n\f]+$/g;
const CODE = /^#?(?:[0-9a-f]{3}|[0-9a-f]{6}|[0-9a-f]{3}f|[0-9a-f]{6}ff)$/;
const FUNCTION = /^rgba?\(([^()]*)\)$/;
const NUMBER = /^[0-9]{1,3}(?:\.[0-9]{1,6})?(%?)$/;
const OPAQUE = /^(?:1(?:\.0{1,6})?|100(?:\.0{1,6})?%)$/;

const COMMENT = /\/\*.*?(?:\*\/|$)/gs;
const DECLARATION =
  /([a-z][a-z_-]{3,40})["']?[ \t\r\n\f]{0,40}[:=][ \t\r\n\f]{0,40}["']?(rgba?\([^(){};]*\)|[^ \t\r\n\f;,{}"']+)/g;
const NAME =
  /^(?:sw[-_])?(?:(light|dark)[-_])?(background|foreground|primary|success|negative|positive)(?:[-_](light|dark))?$/;
const NEGATED = /:not\([^)]*\)/g;
const TOKEN = /rgba?\([^()]{0,80}\)|[^ \t\r\n\f,;|/"'[\]{}]+/gi;

// "#RRGGBB" of an opaque sRGB colour as people write it; null for anything else. Takes three, four, six or eight hex
// digits with or without "#", and rgb() with numbers or percentages, in any case. Alpha has to be full.
export function normalise(text) {
  if (typeof text !== "string" || text.length > LONGEST_COLOUR || !isAscii(text)) return null;
  const plain = text.replace(EDGES, "").toLowerCase();
  if (CODE.test(plain)) {
    const digits = plain.replace("#", "");
    const six = digits.length < 6 ? [...digits.slice(0, 3)].map((digit) => digit + digit).join("") : digits.slice(0, 6);
    return `#${six.toUpperCase()}`;
  }
  const match = FUNCTION.exec(plain);
  return match && ofFunction(match[1]);
}

function isAscii(text) {
  return [...text].every((character) => character.codePointAt(0) < 128);
}

function ofFunction(inside) {
  let parts;
  if (inside.includes(",")) {
    parts = inside.split(",");
  } else {
    const slash = inside.indexOf("/");
    parts = (slash < 0 ? inside : inside.slice(0, slash)).match(/[^ \t\r\n\f]+/g) ?? [];
    if (slash >= 0) {
      if (parts.length !== 3) return null;
      parts = [...parts, inside.slice(slash + 1)];
    }
  }
  parts = parts.map((part) => part.replace(EDGES, ""));
  if (![3, 4].includes(parts.length) || (parts.length === 4 && !OPAQUE.test(parts[3]))) return null;
  const numbers = parts.slice(0, 3).map((part) => NUMBER.exec(part));
  if (numbers.some((number) => !number || number[1] !== numbers[0][1])) return null;
  const share = numbers[0][1] === "%";
  const values = numbers.map(([text]) => (share ? (Number.parseFloat(text) * 255) / 100 : Number.parseFloat(text)));
  if (Math.max(...values) > 255) return null;
  return toHex(values.map((value) => Math.floor(value + 0.5)));
}

// { colours, problems } of a text with JSON, CSS custom properties, or ten codes in the order of NAMES. Never throws:
// what is missing, too long or no colour is told in `problems`, and then what was taken too.
export function readTheme(text) {
  if (text.length > 2 * LONGEST || [...text].length > LONGEST) {
    return { colours: {}, problems: ["The text is longer than 20,000 characters."] };
  }
  const problems = [];
  let found = fromJson(text) ?? fromCss(text);
  if (!found.length) found = fromCodes(text, problems);
  const colours = {};
  for (const [name, value] of found) {
    const colour = normalise(value);
    if (colour) colours[name] = colour;
    else problems.push(`${spoken(name)} is not an opaque sRGB colour${quoted(value)}.`);
  }
  problems.splice(NAMES.length);
  const known = NAMES.filter((name) => name in colours);
  if (!known.length) return { colours: {}, problems: [...problems, "No theme was found in this text."] };
  const missing = NAMES.filter((name) => !(name in colours)).map(spoken);
  if (missing.length) {
    problems.push(`Used: ${known.map(spoken).join(", ")}.`, `Not found, left unchanged: ${missing.join(", ")}.`);
  }
  return { colours: Object.fromEntries(known.map((name) => [name, colours[name]])), problems };
}

function spoken(name) {
  return name.replaceAll("_", " ");
}

function quoted(value) {
  if (value === null) return "";
  const characters = [...value];
  return characters.length <= LONGEST_QUOTE ? `: “${value}”` : `: “${characters.slice(0, LONGEST_QUOTE).join("")}…”`;
}

// The API's name of a colour called `text`, where `mode` is meant unless the text names one.
function nameOf(text, mode) {
  const match = NAME.exec(text);
  if (!match || (match[1] && match[3])) return null;
  return `${match[1] ?? match[3] ?? mode}_${ALIASES[match[2]] ?? match[2]}`;
}

function isObject(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

// Names and texts of a JSON object; null if the text is none, or has no colour of a theme in it.
function fromJson(text) {
  let data;
  try {
    data = JSON.parse(text);
  } catch {
    return null;
  }
  if (!isObject(data)) return null;
  for (const inner of [data, ...WRAPPERS.map((key) => data[key])]) {
    const found = isObject(inner) ? fromObject(inner) : [];
    if (found.length) return found;
  }
  return null;
}

function fromObject(data) {
  const roles = [...ROLES, ...Object.keys(ALIASES)];
  const found = [];
  for (const mode of MODES) {
    const places = roles.map((role) => [`${mode}_${role}`, data]);
    if (isObject(data[mode])) places.push(...roles.map((role) => [role, data[mode]]));
    for (const [key, place] of places) {
      if (Object.hasOwn(place, key)) {
        found.push([nameOf(key, mode), typeof place[key] === "string" ? place[key] : null]);
      }
    }
  }
  return found;
}

// Names and texts of the declarations; the innermost block that names a mode says which is meant.
function fromCss(text) {
  const modes = ["light"];
  const found = [];
  let start = 0;
  const plain = text.replace(COMMENT, " ").toLowerCase();
  for (const mark of plain.matchAll(/[{};]|$/g)) {
    const segment = plain.slice(start, mark.index);
    start = mark.index + mark[0].length;
    if (mark[0] === "{") {
      modes.push(modeOf(segment) ?? modes.at(-1));
      continue;
    }
    for (const [, label, value] of segment.matchAll(DECLARATION)) {
      const name = nameOf(label.replace(/^[-_]+|[-_]+$/g, ""), modes.at(-1));
      if (name) found.push([name, value]);
    }
    if (mark[0] === "}" && modes.length > 1) modes.pop();
  }
  return found;
}

function modeOf(selector) {
  const words = selector.replace(NEGATED, " ").match(/[a-z]+/g) ?? [];
  return words.findLast((word) => MODES.includes(word)) ?? null;
}

function fromCodes(text, problems) {
  const values = text.match(TOKEN) ?? [];
  const first = values.slice(0, NAMES.length);
  if (!first.some(normalise)) return [];
  if (values.length > NAMES.length) problems.push(`There are ${values.length} values; the first ten were read.`);
  return first.map((value, index) => [NAMES[index], value]);
}

function known(theme) {
  return NAMES.map((name) => [name, normalise(theme[name])]).filter(([, colour]) => colour);
}

// The colours of a theme as a JSON object with the API's names. What is no colour is left out.
export function asJson(theme) {
  return JSON.stringify(Object.fromEntries(known(theme)), null, 2);
}

// The colours of a theme as CSS custom properties. What is no colour is left out.
export function asCss(theme) {
  const lines = known(theme).map(([name, colour]) => `  --sw-${name.replaceAll("_", "-")}: ${colour};\n`);
  return `:root {\n${lines.join("")}}\n`;
}
