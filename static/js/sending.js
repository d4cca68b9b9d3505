// A form is sent once: from the press to the answer, its buttons do nothing, and after a moment they are
// disabled and the pressed one shows progress. Concerns every form with method="post", and those of htmx.
//   data-progress="Saving …"   on a submit button: its words meanwhile, where they should change
//   data-download              on a form or its button: the answer is a file, and the page stays usable
// Buttons of one form that go to different addresses, such as those of the rows of a list, are apart.
// An answer that never comes gives the buttons back: when it is stopped or fails, on a return to the page
// from the browser's cache, and at the latest after a minute.
import { announce } from "./announce.js";

const MOMENT = 150;
const MINUTE = 60_000;
let underway = [];

// Not the form's properties: fields may be called "action" or "method".
const given = (form, submitter, name) => submitter?.getAttribute(`form${name}`) ?? form.getAttribute(name) ?? "";
const pathOf = (form, submitter) => new URL(given(form, submitter, "action") || location.href, location.href).pathname;
const find = (form, path) => underway.find((one) => one.form === form && one.path === path);
const submitButtons = (form) => [...form.elements].filter((one) => one.type === "submit");

// Enter presses the first button, which may be a hidden one that stands for another.
const seen = (form, button) =>
  button && button.getAttribute("aria-hidden") !== "true" ? button : form.querySelector("[data-save-key]");

function begin(form, submitter) {
  const one = { form, path: pathOf(form, submitter), back: [] };
  one.timers = [setTimeout(show, MOMENT, one, seen(form, submitter)), setTimeout(end, MINUTE, one)];
  underway.push(one);
  return one;
}

function show(one, pressed) {
  const hadFocus = pressed && document.activeElement === pressed;
  for (const button of submitButtons(one.form)) {
    if (button.disabled || pathOf(one.form, button) !== one.path) continue;
    button.disabled = true;
    one.back.push(() => (button.disabled = false));
  }
  document.getElementById("progress")?.classList.add("is-busy");
  if (!pressed) return;
  pressed.setAttribute("aria-busy", "true");
  const words = [...pressed.childNodes];
  if (pressed.dataset.progress) pressed.replaceChildren(pressed.dataset.progress);
  announce(pressed.dataset.progress ?? "Sending …");
  one.back.push(() => {
    pressed.removeAttribute("aria-busy");
    if (pressed.dataset.progress) pressed.replaceChildren(...words);
    if (hadFocus && document.activeElement === document.body) pressed.focus({ preventScroll: true });
  });
}

function end(one) {
  one.timers.forEach(clearTimeout);
  one.back.forEach((put) => put());
  underway = underway.filter((other) => other !== one);
  if (!underway.length) document.getElementById("progress")?.classList.remove("is-busy");
}

const endAll = () => [...underway].forEach(end);
// What htmx sends ends with its own answer.
const endPages = () => underway.filter((one) => !one.xhr).forEach(end);

let opensElsewhere = false;
document.addEventListener(
  "click",
  (event) => {
    // With a key held the answer opens in another tab or window.
    opensElsewhere = event.ctrlKey || event.metaKey || event.shiftKey;
    setTimeout(() => (opensElsewhere = false));
  },
  true,
);

// Before anyone else, htmx included.
document.addEventListener(
  "submit",
  (event) => {
    if (!find(event.target, pathOf(event.target, event.submitter))) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  },
  true,
);

document.addEventListener("submit", (event) => {
  const { target: form, submitter } = event;
  if (event.defaultPrevented || opensElsewhere) return;
  if (given(form, submitter, "method").toLowerCase() !== "post") return;
  if (!["", "_self"].includes(given(form, submitter, "target"))) return;
  if ("download" in form.dataset || (submitter && "download" in submitter.dataset)) return;
  begin(form, submitter);
});

document.addEventListener("htmx:beforeSend", (event) => {
  const { elt, requestConfig, xhr } = event.detail;
  const { triggeringEvent, verb } = requestConfig;
  // A form that sends itself, such as the next step of a scan, keeps its buttons.
  if (verb === "get" || triggeringEvent?.type !== "submit" || !(elt instanceof HTMLFormElement)) return;
  begin(elt, triggeringEvent.submitter).xhr = xhr;
});
document.addEventListener("htmx:afterRequest", (event) => {
  const one = underway.find(({ xhr }) => xhr && xhr === event.detail.xhr);
  if (one) end(one);
});

window.addEventListener("pageshow", (event) => {
  if (event.persisted) endAll();
});
window.navigation?.addEventListener("navigateerror", endPages);
if (!window.navigation) {
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") endPages();
  });
}
