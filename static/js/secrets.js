// What was shown of a secret (data-secret) goes when the page is left: the browser may keep the page in
// memory for Back. Coming back asks the server again, which shows it masked.
let isEmptied = false;

addEventListener("pagehide", () => {
  for (const element of document.querySelectorAll("[data-secret]")) {
    isEmptied = true;
    element.replaceChildren();
  }
});

addEventListener("pageshow", (event) => {
  if (event.persisted && isEmptied) location.replace(location.href);
});

// The card with the secret takes the place of the masked one: the keyboard goes on there.
document.addEventListener("htmx:afterSettle", (event) => {
  const { elt } = event.detail;
  if (elt instanceof Element && elt.matches("[data-secret]")) elt.focus({ preventScroll: true });
});
