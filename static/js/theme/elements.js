// What SignalWire's widget draws in a theme's colours: the one table that the preview, report and repair read. COLOURS
// are the colours it makes of the five roles, ROWS what it draws in which of them on which.

// WCAG 2.2 AA: success criteria 1.4.3 (text) and 1.4.11 (parts of graphics).
export const TEXT = 4.5;
export const GRAPHIC = 3;

// White is the text on the widget's buttons, black its video, whatever the theme.
export const FIXED = { white: [255, 255, 255], black: [0, 0, 0] };

// [over, percent, under] is that much of one colour over another, [of] a colour with 15 % less HSL lightness, as the
// widget draws buttons under the pointer. "line" is decoration and has no contrast to keep.
export const COLOURS = {
  bar: ["background", 90, "black"],
  hover: ["foreground", 5, "background"],
  heading: ["foreground", 10, "background"],
  line: ["foreground", 25, "background"],
  secondary: ["foreground", 50, "background"],
  "primary-shade": ["primary"],
  "primary-tint": ["primary-shade", 20, "background"],
  "negative-shade": ["negative"],
};

const row = (key, name, role, drawn, limit = null) => ({ key, name, role, drawn, limit });

// key, name and role of a line of the report; what is drawn there, as [ink, ground, needed]; and why no theme reaches
// that on a light or dark background, as [ground, held, reason].
export const ROWS = [
  row("text", "Text and icons", "foreground", [
    ["foreground", "background", TEXT],
    ["foreground", "bar", TEXT],
    ["foreground", "hover", TEXT],
    ["foreground", "heading", TEXT],
    ["background", "foreground", TEXT],
  ]),
  row("borders", "Field borders", "foreground", [["secondary", "background", GRAPHIC]]),
  row("secondary", "Secondary text", "foreground", [["secondary", "background", TEXT]], [
    "light",
    GRAPHIC,
    "No foreground reaches 4.5 on a light background: it is drawn at half strength.",
  ]),
  row("white-on-primary", "White on primary", "primary", [
    ["white", "primary", TEXT],
    ["white", "primary-shade", TEXT],
  ]),
  row("primary-text", "Outline button", "primary", [["primary", "background", TEXT]]),
  row(
    "primary-hover",
    "Outline button, hovered",
    "primary",
    [
      ["primary-shade", "primary-tint", TEXT],
      ["primary-shade", "background", GRAPHIC],
    ],
    ["dark", 2.25, "On a dark background no primary reaches 4.5 here and under white text as well."],
  ),
  row("white-on-negative", "White on negative", "negative", [
    ["white", "negative", TEXT],
    ["white", "negative-shade", TEXT],
  ]),
  row("error-text", "Error text", "negative", [["negative", "background", TEXT]]),
  row("error-hover", "Cancel, hovered", "negative", [["negative-shade", "background", TEXT]], [
    "dark",
    2.5,
    "On a dark background no negative reaches 4.5 here and under white text as well.",
  ]),
  row("recording", "Recording dot", "negative", [["negative", "bar", GRAPHIC]]),
  row("meter", "Microphone meter", "success", [["success", "background", GRAPHIC]]),
];

// Every colour the widget draws: the roles, white and black, and those that can be made of them.
export function palette(roles) {
  const known = {};
  for (const name of [...Object.keys(FIXED), ...Object.keys(roles), ...Object.keys(COLOURS)]) {
    const rgb = colourOf(name, roles);
    if (rgb) known[name] = rgb;
  }
  return known;
}

// A role, white, black or a colour of COLOURS; null where a role that it is made of is not known.
export function colourOf(name, roles) {
  const made = COLOURS[name];
  if (!made) return FIXED[name] ?? roles[name] ?? null;
  const over = colourOf(made[0], roles);
  if (made.length === 1) return over && shade(over);
  const under = colourOf(made[2], roles);
  return over && under && mix(over, under, made[1]);
}

// Whether a colour changes with a role.
export function isMadeOf(name, role) {
  const made = COLOURS[name];
  if (!made) return name === role;
  return isMadeOf(made[0], role) || (made.length > 1 && isMadeOf(made[2], role));
}

function mix(over, under, percent) {
  return over.map((one, place) => Math.floor((one * percent + under[place] * (100 - percent) + 50) / 100));
}

// HSL keeps the saturation, so the spread of the channels shrinks or grows with the room there is for it.
function shade(rgb) {
  const least = Math.min(...rgb);
  const most = Math.max(...rgb);
  const middle = (least + most) / 510;
  const spread = (most - least) / 255;
  const darker = middle * 0.85;
  const wide = spread ? (spread * (1 - Math.abs(2 * darker - 1))) / (1 - Math.abs(2 * middle - 1)) : 0;
  const start = darker - wide / 2;
  return rgb.map((channel) => {
    const share = spread ? (channel - least) / (most - least) : 0;
    return Math.floor((start + share * wide) * 255 + 0.5);
  });
}
