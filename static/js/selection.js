import { announce } from "./announce.js";

// The rows that are selected in a list, kept while one pages and filters: per workspace and kind, in this
// tab only. Without this script the boxes of one page work by themselves.
const bar = () => document.querySelector("[data-selection]");
const boxes = () => [...document.querySelectorAll("[data-selection-row]")];
const place = (name) => `selection:${name}`;

function read(name) {
  try {
    return new Map(JSON.parse(sessionStorage.getItem(place(name)) ?? "[]"));
  } catch {
    return new Map();
  }
}

function write(name, selection) {
  try {
    if (selection.size) sessionStorage.setItem(place(name), JSON.stringify([...selection]));
    else sessionStorage.removeItem(place(name));
  } catch {
    // Storage is full or forbidden: the boxes on this page still work.
  }
}

const nameOf = (box) => (box.getAttribute("aria-label") ?? "").replace(/^Select /, "");

function countWords(selection, here) {
  const elsewhere = selection.size - here;
  if (!elsewhere) return `${selection.size} selected on this page`;
  return `${selection.size} selected, ${elsewhere} on other pages`;
}

function draw() {
  const form = bar();
  if (!form) return;
  const selection = read(form.dataset.selection);
  const rows = boxes();
  for (const box of rows) box.checked = selection.has(box.value);
  const here = rows.filter((box) => box.checked).length;
  form.classList.toggle("has-selection", selection.size > 0);
  form.querySelector("[data-selection-count]").textContent = countWords(selection, here);
  form.querySelector("[data-selection-clear]").hidden = false;
  const names = form.querySelector("[data-selection-names]");
  names.hidden = selection.size === here;
  names.querySelector("ul").replaceChildren(
    ...[...selection.values()].map((name) => {
      const item = document.createElement("li");
      item.textContent = name;
      return item;
    }),
  );
  const page = document.querySelector("[data-selection-page]");
  if (page) {
    page.checked = rows.length > 0 && here === rows.length;
    page.indeterminate = here > 0 && here < rows.length;
  }
}

function change(edit) {
  const form = bar();
  if (!form) return;
  const selection = read(form.dataset.selection);
  edit(selection);
  write(form.dataset.selection, selection);
  draw();
  announce(selection.size ? `${selection.size} selected` : "Nothing selected");
}

function set(selection, box, wanted) {
  if (wanted) selection.set(box.value, nameOf(box));
  else selection.delete(box.value);
}

const clear = () => change((selection) => selection.clear());

// Shift and a click select everything from the box that was clicked before.
let latest = "";
let isRange = false;

document.addEventListener("click", (event) => {
  isRange = event.shiftKey && event.target.matches?.("[data-selection-row]");
  if (event.target.closest("[data-selection-clear]")) clear();
});

document.addEventListener("change", (event) => {
  const { target } = event;
  if (target.matches("[data-selection-page]")) {
    change((selection) => boxes().forEach((box) => set(selection, box, target.checked)));
  } else if (target.matches("[data-selection-row]")) {
    const rows = boxes();
    const first = rows.findIndex((box) => box.value === latest);
    const last = rows.indexOf(target);
    const range = isRange && first >= 0 ? rows.slice(Math.min(first, last), Math.max(first, last) + 1) : [target];
    change((selection) => range.forEach((box) => set(selection, box, target.checked)));
    latest = target.value;
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.defaultPrevented || event.isComposing) return;
  // What is open closes first.
  if (document.querySelector(":popover-open, dialog[open], details[open], [aria-expanded=true]")) return;
  if (event.target.closest?.("input:not([type=checkbox]), select, textarea")) return;
  if (bar()?.classList.contains("has-selection")) clear();
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("[data-selection]")) return;
  const shown = new Set(boxes().map((box) => box.value));
  const others = [...read(form.dataset.selection).keys()].filter((id) => !shown.has(id));
  form.querySelector("[data-selection-more]").value = others.join(" ");
});

// What was selected is being worked on: the list begins anew. A mere dry run keeps the selection.
function forgetWhatIsUsed() {
  const used = document.querySelector("[data-selection-used]");
  if (!used) return;
  write(used.dataset.selectionUsed, new Map());
  const address = new URL(location.href);
  address.searchParams.delete("started");
  history.replaceState(history.state, "", address);
}

document.addEventListener("htmx:afterSettle", draw);
window.addEventListener("pageshow", draw);
forgetWhatIsUsed();
draw();
