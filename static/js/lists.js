import { announce } from "./announce.js";

// Lists are swapped as a whole (data-list): keep the keyboard's place, say what came, and say it when
// nothing came.
const isList = (element) => element instanceof Element && element.matches("[data-list]");

document.addEventListener("htmx:configRequest", (event) => {
  // An address without the fields that were left empty is easier to read and to share.
  const { parameters, verb } = event.detail;
  if (verb !== "get") return;
  for (const name of Object.keys(parameters)) {
    if (parameters[name] === "") delete parameters[name];
  }
});

document.addEventListener("htmx:beforeRequest", (event) => {
  if (isList(event.detail.target)) event.detail.target.setAttribute("aria-busy", "true");
});

document.addEventListener("htmx:afterSettle", (event) => {
  const list = document.querySelector("[data-list]");
  if (!list || !isList(event.detail.target)) return;
  announce(list.dataset.announce ?? "");
  // The link that was pressed is gone with the old list: go on at the new one's title.
  if (!document.activeElement || document.activeElement === document.body) {
    list.querySelector("h1")?.focus({ preventScroll: true });
  }
});

function noAnswer(event) {
  const { target } = event.detail;
  if (!isList(target)) return;
  target.removeAttribute("aria-busy");
  const sentence = "The dashboard does not answer. Check your connection, then try again.";
  let message = target.querySelector("[data-no-answer]");
  if (!message) {
    message = document.createElement("p");
    message.className = "message message-danger";
    message.dataset.noAnswer = "";
    message.setAttribute("role", "alert");
    target.querySelector(".card")?.before(message);
  }
  message.textContent = sentence;
}

document.addEventListener("htmx:sendError", noAnswer);
document.addEventListener("htmx:timeout", noAnswer);
