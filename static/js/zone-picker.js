import { announce } from "./announce.js";

// The list below a field for a time zone: <input data-zone-picker> and, beside it, [data-zones="address"],
// which the server fills with the zones that the text may mean. Without this the field is plain text.
const DELAY = 120;
let timer = 0;

const listOf = (input) => input.parentElement.querySelector("[data-zones]");
const options = (list) => [...list.querySelectorAll('[role="option"][data-zone]')];
const pickerOf = (target) => target.closest?.("[data-zone-picker]");

function prepare(input) {
  if (input.getAttribute("role") === "combobox") return;
  const list = listOf(input);
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-expanded", "false");
  input.setAttribute("aria-controls", list.id);
}

function mark(input, option) {
  for (const other of options(listOf(input))) other.setAttribute("aria-selected", String(other === option));
  if (option) {
    input.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  } else {
    input.removeAttribute("aria-activedescendant");
  }
}

function close(input) {
  clearTimeout(timer);
  listOf(input).hidden = true;
  input.setAttribute("aria-expanded", "false");
  mark(input, null);
}

async function open(input) {
  const list = listOf(input);
  const address = `${list.dataset.zones}?q=${encodeURIComponent(input.value)}`;
  await window.htmx?.ajax("GET", address, { source: list, target: list });
  if (document.activeElement !== input || !list.querySelector("span")) return;
  const found = options(list);
  for (const [number, option] of found.entries()) option.id = `${list.id}_${number}`;
  list.hidden = false;
  input.setAttribute("aria-expanded", "true");
  mark(input, null);
  announce(found.length === 1 ? "1 time zone" : `${found.length} time zones`);
}

function pick(input, option) {
  close(input);
  input.value = option.dataset.zone;
  input.dataset.picked = "";
  input.dispatchEvent(new Event("input", { bubbles: true }));
  input.dispatchEvent(new Event("change", { bubbles: true }));
  delete input.dataset.picked;
}

document.addEventListener("focusin", (event) => {
  const input = pickerOf(event.target);
  if (input) prepare(input);
});

document.addEventListener("focusout", (event) => {
  const input = pickerOf(event.target);
  if (!input) return;
  // What was typed in full is taken as if it had been chosen.
  const exact = listOf(input).hidden ? null : listOf(input).querySelector("[data-exact]");
  if (exact && exact.dataset.zone !== input.value) pick(input, exact);
  else close(input);
});

document.addEventListener("input", (event) => {
  const input = pickerOf(event.target);
  if (!input || "picked" in input.dataset) return;
  clearTimeout(timer);
  timer = setTimeout(open, DELAY, input);
});

// A press on the list must not take the focus from the field, nor close the list before it counts.
document.addEventListener("mousedown", (event) => {
  if (event.target.closest?.("[data-zones]")) event.preventDefault();
});

document.addEventListener("click", (event) => {
  const input = pickerOf(event.target);
  if (input && listOf(input).hidden) {
    input.select();
    open(input);
    return;
  }
  const option = event.target.closest?.("[data-zones] [data-zone]");
  if (option) pick(option.closest("[data-zones]").parentElement.querySelector("[data-zone-picker]"), option);
});

document.addEventListener("keydown", (event) => {
  const input = pickerOf(event.target);
  if (!input || event.isComposing) return;
  const list = listOf(input);
  const found = options(list);
  const place = found.findIndex((option) => option.getAttribute("aria-selected") === "true");
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    if (list.hidden) {
      open(input);
      return;
    }
    const step = event.key === "ArrowDown" ? 1 : -1;
    const next = place < 0 && step < 0 ? found.length - 1 : place + step;
    mark(input, found[(next + found.length) % found.length] ?? null);
  } else if (event.key === "Escape" && !list.hidden) {
    event.preventDefault();
    event.stopPropagation();
    close(input);
  } else if (event.key === "Enter" && !list.hidden) {
    // Without a choice the one zone that the text names, if it is one, is taken; the form is not sent.
    event.preventDefault();
    const option = found[place] ?? list.querySelector("[data-exact]") ?? (found.length === 1 ? found[0] : null);
    if (option) pick(input, option);
  } else if (event.key === "Tab" && !list.hidden && place >= 0) {
    pick(input, found[place]);
  }
});
