// Draws the contrast report and the findings of a mode into what the server has drawn of them.
import { ofMode } from "../theme/constants.js";
import { findings } from "../theme/findings.js";
import { fixAll, repair } from "../theme/repair.js";
import { report, words, worst } from "../theme/report.js";

const SVG = "http://www.w3.org/2000/svg";

// A text that is written anew is laid out anew, even where it is the same.
function put(place, text) {
  if (place.textContent !== text) place.textContent = text;
}

function fill(place, colour) {
  if (place.getAttribute("fill") !== colour) place.setAttribute("fill", colour);
}

function verdict(place, isFine) {
  place.querySelector("[data-fine]").hidden = !isFine;
  place.querySelector("[data-faint]").hidden = isFine;
}

function offerWords(pair, fix) {
  const sentence = `Nearest ${pair.role} that passes.`;
  const { left } = fix;
  return left ? `${sentence} ${left.name} would then be ${left.shown} of ${left.needed}.` : sentence;
}

function drawPair(row, pair, colours) {
  fill(row.querySelector("[data-first]"), pair.first);
  fill(row.querySelector("[data-second]"), pair.second);
  put(row.querySelector("[data-ratio]"), pair.shown);
  row.querySelector("[data-fine]").hidden = !pair.passes;
  row.querySelector("[data-faint]").hidden = !pair.isFaint;
  row.querySelector("[data-limited]").hidden = !pair.limit;
  const place = row.querySelector("[data-fix]");
  const fix = pair.isFaint ? repair(colours, pair.key) : null;
  const reason = row.querySelector("[data-reason]");
  put(reason, pair.isFaint && !fix ? `No ${pair.role} passes here on this background.` : pair.limit);
  reason.hidden = !reason.textContent;
  place.hidden = !fix;
  if (!fix) return;
  fill(place.querySelector("[data-fix-chip]"), fix.colour);
  put(place.querySelector("[data-fix-code]"), fix.colour);
  put(place.querySelector("[data-offer]"), offerWords(pair, fix));
}

function drawFinding(row, finding) {
  row.hidden = !finding;
  if (!finding) return;
  verdict(row, finding.isFine);
  put(row.querySelector("[data-sentence]"), finding.sentence);
  const shown = [...row.querySelectorAll("[data-samples] rect")].map((square) => square.getAttribute("fill"));
  if (shown.join() === finding.samples.join()) return;
  const samples = finding.samples.map((colour) => {
    const picture = document.createElementNS(SVG, "svg");
    for (const [key, value] of Object.entries({ width: 14, height: 14, viewBox: "0 0 14 14" }))
      picture.setAttribute(key, value);
    picture.setAttribute("aria-hidden", "true");
    const square = document.createElementNS(SVG, "rect");
    for (const [key, value] of Object.entries({ width: 14, height: 14, fill: colour })) square.setAttribute(key, value);
    picture.append(square);
    return picture;
  });
  row.querySelector("[data-samples]").replaceChildren(...samples);
}

// What each column was drawn for, and the fields it warns of.
const drawn = new WeakMap();

// Gives back the names of the fields that are part of a pair of low contrast.
export function drawReport(column, theme) {
  const { mode } = column.dataset;
  const colours = ofMode(theme, mode);
  // While a colour of one mode is dragged, the other's report stays as it is.
  const key = [...Object.values(colours), theme.light_background, theme.dark_background].join(" ");
  if (drawn.get(column)?.key !== key) drawn.set(column, { key, warned: drawAnew(column, mode, theme, colours) });
  return drawn.get(column).warned;
}

function drawAnew(column, mode, theme, colours) {
  const pairs = report(colours);
  for (const pair of pairs) drawPair(column.querySelector(`[data-pair="${pair.key}"]`), pair, colours);
  const failing = pairs.filter((pair) => pair.isFaint);
  const head = column.querySelector("[data-verdict]");
  verdict(head, !failing.length);
  const said = head.querySelector("[data-words]");
  put(said, words(pairs));
  said.classList.toggle("status-on", !failing.length);
  said.classList.toggle("status-warning", failing.length > 0);
  const faintest = worst(pairs);
  const sentence = column.querySelector("[data-worst]");
  sentence.hidden = !faintest;
  put(sentence, faintest ? `Lowest contrast: ${faintest.name}, ${faintest.shown} of ${faintest.needed}.` : "");
  // Two pairs may ask opposite things of one colour; then it is no use changing it to and fro.
  const left = failing.length ? report({ ...colours, ...fixAll(colours) }).filter((pair) => pair.isFaint) : [];
  column.querySelector("[data-fix-all]").hidden = left.length >= failing.length;
  const found = findings(theme, mode);
  for (const row of column.querySelectorAll("[data-finding]"))
    drawFinding(row, found.find((finding) => finding.key === row.dataset.finding));
  return failing.map((pair) => `${mode}_${pair.role}`);
}
