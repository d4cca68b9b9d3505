// The menu of a list's rows: <button data-row-menu="plus-15 close-now" formaction="…/actions/" value="…">.
// There is one menu (#row-menu), which is put beside the button that opens it and filled for that row: the
// button names what can be done to the window, holds the window itself, and says where the row's pages are.
// Without this the button leads to a page with the same actions.
const menu = () => document.getElementById("row-menu");
const opener = () => document.querySelector('[data-row-menu][aria-expanded="true"]');

function fill(list, button) {
  const base = new URL("../", button.formAction);
  const next = button.form.elements.next.value;
  const actions = button.dataset.rowMenu.split(" ");
  for (const item of list.querySelectorAll("[data-path]")) {
    const { path, windowAction } = item.dataset;
    item.hidden = windowAction !== undefined && !actions.includes(windowAction);
    const address = new URL(path, base);
    if (item instanceof HTMLAnchorElement) {
      address.searchParams.set("next", next);
      item.href = address;
    } else {
      item.setAttribute("formaction", address.pathname + address.search);
      if (item.name === "window") item.value = button.value;
    }
  }
}

function close() {
  opener()?.setAttribute("aria-expanded", "false");
  if (menu()) menu().hidden = true;
}

function open(button) {
  const list = menu();
  fill(list, button);
  button.after(list);
  list.hidden = false;
  button.setAttribute("aria-expanded", "true");
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-row-menu]");
  const before = opener();
  if (before && !menu().contains(event.target)) close();
  if (!button || !menu()) return;
  event.preventDefault();
  if (button !== before) open(button);
});

document.addEventListener("focusin", (event) => {
  const button = opener();
  if (button && event.target !== button && !menu().contains(event.target)) close();
});

document.addEventListener("keydown", (event) => {
  const button = opener();
  if (event.key !== "Escape" || !button) return;
  event.preventDefault();
  close();
  button.focus();
});

// Only with this is it a button that opens something.
function announceMenus() {
  for (const button of document.querySelectorAll("[data-row-menu]:not([aria-expanded])")) {
    button.setAttribute("aria-expanded", "false");
    button.setAttribute("aria-controls", "row-menu");
  }
}

document.addEventListener("htmx:afterSettle", announceMenus);
announceMenus();
