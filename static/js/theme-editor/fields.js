// The ten colour fields: a native colour well and a hex code in one control, kept in step. The code is what
// is sent, so a stored text that is no colour stays as it is until someone changes it.
import { channels } from "../theme/colour.js";
import { normalise } from "../theme/parsing.js";

export const isCode = (text) => channels(text) !== null;

const placesOf = (panel) => [...panel.querySelectorAll("[data-colour]")];
const codeOf = (place) => place.querySelector("input:not([type=color])");
const wellOf = (place) => place.querySelector("input[type=color]");

export function addWells(panel) {
  for (const place of panel.querySelectorAll("[data-colour], [data-brand]")) {
    const code = codeOf(place);
    const well = document.createElement("input");
    well.type = "color";
    well.className = "colour-well";
    well.dataset.notSaved = "";
    const label = place.closest("[data-unsaved-label]")?.dataset.unsavedLabel ?? code.labels[0].textContent;
    well.setAttribute("aria-label", `${label}, colour picker`);
    place.querySelector("[data-chip]").replaceWith(well);
  }
}

export function textsOf(panel) {
  return Object.fromEntries(placesOf(panel).map((place) => [place.dataset.colour, codeOf(place).value.trim()]));
}

export function savedOf(panel) {
  return Object.fromEntries(placesOf(panel).map((place) => [place.dataset.colour, place.dataset.saved]));
}

export function defaultsOf(panel) {
  return Object.fromEntries(placesOf(panel).map((place) => [place.dataset.colour, place.dataset.default]));
}

// What each field is drawn in: its own colour, SignalWire's where it is empty, else the last good one.
export function drawnOf(panel, last) {
  return Object.fromEntries(
    placesOf(panel).map((place) => {
      const name = place.dataset.colour;
      const text = codeOf(place).value.trim();
      const stored = text ? last[name] ?? place.dataset.saved : null;
      return [name, [codeIn(place, text), stored].find((code) => code && isCode(code)) ?? place.dataset.default];
    }),
  );
}

// The colour that a text names, in whatever form; what is stored as it stands is not read for more than it is.
function codeIn(place, text) {
  if (isCode(text)) return text;
  return text === place.dataset.saved.trim() ? null : normalise(text);
}

// Writes the texts that differ, as if someone had typed them, so that everything else takes notice.
export function write(panel, texts) {
  const changed = [];
  for (const place of placesOf(panel)) {
    const code = codeOf(place);
    const text = texts[place.dataset.colour];
    if (text === undefined || code.value === text) continue;
    code.value = text;
    changed.push(code);
  }
  for (const code of changed) code.dispatchEvent(new Event("input", { bubbles: true }));
  return changed.map(labelOf);
}

const labelOf = (code) => code.closest("[data-unsaved-label]").dataset.unsavedLabel;

// What the fields are called that these colours say nothing of.
export const labelsWithout = (panel, colours) =>
  placesOf(panel)
    .filter((place) => !(place.dataset.colour in colours))
    .map((place) => labelOf(codeOf(place)));

// A short, bare or functional form as the API wants it; null where there is nothing to do.
export function tidied(field) {
  const text = field.value;
  if (text === (field.closest("[data-colour]")?.dataset.saved ?? null)) return null;
  const code = normalise(text);
  return code && code !== text ? code : null;
}

export function placeOfWell(target) {
  return target.type === "color" ? target.closest("[data-colour], [data-brand]") : null;
}

export function takeFromWell(place) {
  const code = codeOf(place);
  code.value = wellOf(place).value.toUpperCase();
  code.dispatchEvent(new Event("input", { bubbles: true }));
}

export function showBrand(panel) {
  const place = panel.querySelector("[data-brand]");
  const code = place && normalise(codeOf(place).value);
  if (code) wellOf(place).value = code.toLowerCase();
}

// Wells follow their codes, and what is no colour is said to be none.
export function showFields(panel, drawn) {
  for (const place of placesOf(panel)) {
    const code = codeOf(place);
    const well = wellOf(place);
    const text = code.value.trim();
    const colour = drawn[place.dataset.colour].toLowerCase();
    if (well.value !== colour) well.value = colour;
    place.classList.toggle("is-empty", !text);
    mark(place, code, text);
  }
}

// What a colour may look like while it is being written.
const UNDER_WAY = /^(?:#?[0-9a-f]{0,8}|r(?:g(?:b(?:a?(?:\([\d\s.,%/]{0,60}\)?)?)?)?)?)$/i;

function mark(place, code, text) {
  const box = place.parentElement;
  const isKept = text !== "" && !isCode(text) && text === place.dataset.saved.trim();
  const isUnderWay = document.activeElement === code && UNDER_WAY.test(text);
  const isWrong = text !== "" && !isCode(text) && !isKept && !isUnderWay;
  const wrong = box.querySelector("[data-wrong]");
  const refused = box.querySelector("[data-refused]");
  box.querySelector("[data-kept]").hidden = !isKept;
  // What the server said of the value stays until there is another one.
  const isRefused = refused.childElementCount > 0 && code.value === code.defaultValue;
  refused.hidden = !isRefused;
  wrong.hidden = !isWrong || isRefused;
  if (isWrong || isRefused) code.setAttribute("aria-invalid", "true");
  else code.removeAttribute("aria-invalid");
  const described = [isRefused && refused.firstElementChild.id, !wrong.hidden && wrong.id].filter(Boolean);
  if (described.length) code.setAttribute("aria-describedby", described.join(" "));
  else code.removeAttribute("aria-describedby");
}

export function warn(panel, names) {
  for (const place of placesOf(panel)) {
    const isWarned = names.has(place.dataset.colour);
    place.classList.toggle("is-warned", isWarned);
    place.querySelector("[data-warned]").hidden = !isWarned;
  }
}
