// A form marked data-unsaved asks before what was typed into it is lost, and says what is not saved:
//   <form data-unsaved>            the page shows what is saved; a control differs once it is changed
//   <form data-unsaved="true">     the page was drawn from typed values (refused, or a draft): not saved
//   [data-unsaved-summary]         in the form: how many changes there are, and of which fields; what a page
//                                  drawn from typed values says there stays, and what came since is added
//   data-not-saved                 on a control: it is a tool, not part of what is saved
//   data-discard                   on a link in the form: following it gives up what was typed, which is asked
//                                  about once, in words of ours, and only where there is something to give up
//   data-unsaved-label="…"         on a control: its name there, where its label alone is not enough
// What is saved is what the server drew (defaultValue and its like), so a swap or a return to the page
// needs no memory here. Leaving asks through beforeunload, which the Back button and closing the tab
// cause too; it is listened to only while there is something to lose, as it keeps pages out of the
// browser's cache. Sending the form asks nothing.
const SELECTOR = "form[data-unsaved]";
const LISTED = 6;

function isChanged(control) {
  if (!control.name || control.disabled || "notSaved" in control.dataset) return false;
  switch (control.type) {
    case "hidden":
    case "submit":
    case "button":
    case "reset":
    case "fieldset":
    case "output":
      return false;
    case "checkbox":
    case "radio":
      return control.checked !== control.defaultChecked;
    case "select-one":
    case "select-multiple": {
      const options = [...control.options];
      const drawn = options.filter((option) => option.defaultSelected);
      // A list of which nothing is marked begins with its first entry.
      if (!drawn.length && control.type === "select-one") return control.selectedIndex > 0;
      return options.some((option) => option.selected !== drawn.includes(option));
    }
    default:
      return control.value !== control.defaultValue;
  }
}

function labelOf(control) {
  const named = control.closest("[data-unsaved-label]");
  if (named) return named.dataset.unsavedLabel;
  const caption =
    control.type === "radio" ? control.closest("fieldset")?.querySelector("legend") : control.labels?.[0];
  if (!caption) return control.getAttribute("aria-label") || control.name;
  const copy = caption.cloneNode(true);
  for (const aside of copy.querySelectorAll("small, svg, .hidden, select, output")) aside.remove();
  return copy.textContent.trim() || control.name;
}

const changedControls = (form) => [...form.elements].filter(isChanged);
const isUnsaved = (form) => form.dataset.unsaved === "true" || changedControls(form).length > 0;

function ask(event) {
  event.preventDefault();
}

function guard() {
  const hasLoss = [...document.querySelectorAll(SELECTOR)].some(
    (form) => isUnsaved(form) && !("sending" in form.dataset),
  );
  if (hasLoss) window.addEventListener("beforeunload", ask);
  else window.removeEventListener("beforeunload", ask);
}

function summarise(form, labels) {
  const summary = form.querySelector("[data-unsaved-summary]");
  if (!summary) return;
  const listed = labels.slice(0, LISTED);
  if (labels.length > LISTED) listed.push(`${labels.length - LISTED} more`);
  if (form.dataset.unsaved === "true") {
    // The server has said what was not saved when it drew the page.
    let since = summary.querySelector("[data-unsaved-since]");
    if (!since) {
      since = document.createElement("span");
      since.dataset.unsavedSince = "";
      summary.append(since);
    }
    since.textContent = listed.length ? ` Since then: ${listed.join(", ")}` : "";
    return;
  }
  summary.dataset.whenSaved ??= summary.textContent.trim();
  if (!labels.length) {
    summary.textContent = summary.dataset.whenSaved;
    return;
  }
  const head = document.createElement("b");
  head.textContent = labels.length === 1 ? "1 change not saved" : `${labels.length} changes not saved`;
  summary.replaceChildren(head, " ", listed.join(", "));
}

function refresh(form) {
  const changed = changedControls(form);
  for (const control of form.elements) control.classList.toggle("is-changed", changed.includes(control));
  summarise(form, [...new Set(changed.map(labelOf))]);
  guard();
}

function refreshAll() {
  for (const form of document.querySelectorAll(SELECTOR)) refresh(form);
  guard();
}

const formOf = (element) => {
  const form = element?.form ?? element?.closest?.("form");
  return form?.matches(SELECTOR) ? form : null;
};

function onEdit(event) {
  const form = formOf(event.target);
  if (!form) return;
  // Anyone who types on is not leaving: the sending came to nothing.
  delete form.dataset.sending;
  refresh(form);
}

document.addEventListener("input", onEdit);
document.addEventListener("change", onEdit);
document.addEventListener("reset", (event) => {
  const form = formOf(event.target);
  // The values are put back after this event.
  if (form) setTimeout(() => refresh(form));
});
document.addEventListener("submit", (event) => {
  const form = formOf(event.target);
  // What is sent into a tab of its own leaves nothing.
  if (!form || event.defaultPrevented || event.submitter?.formTarget === "_blank") return;
  form.dataset.sending = "";
  guard();
});

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[data-discard]");
  const form = link?.closest(SELECTOR);
  // With a key held the link opens elsewhere, and this page stays.
  const staysHere = event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey;
  if (!form || event.defaultPrevented || staysHere || !isUnsaved(form)) return;
  if (!window.confirm("Discard your changes?")) {
    event.preventDefault();
    return;
  }
  form.dataset.sending = "";
  guard();
});

// Back on the page, from the browser's own cache or with what it had kept of the fields.
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll(SELECTOR)) delete form.dataset.sending;
  refreshAll();
});

// htmx leaves a page without the browser noticing.
document.addEventListener("htmx:beforeRequest", (event) => {
  const { elt, target } = event.detail;
  if (!(target instanceof Element)) return;
  const lost = [...document.querySelectorAll(SELECTOR)].filter(
    (form) => target.contains(form) && !form.contains(elt) && isUnsaved(form),
  );
  if (lost.length && !window.confirm("Leave without saving your changes?")) event.preventDefault();
});
document.addEventListener("htmx:beforeOnLoad", (event) => {
  const { elt, xhr } = event.detail;
  const form = formOf(elt);
  const redirect = xhr.getResponseHeader("HX-Redirect");
  if (!form || !redirect) return;
  // Saved by htmx, or kept as a draft until someone has signed in again: nothing is lost.
  if (elt === form || decodeURIComponent(redirect).includes("draft=")) form.dataset.sending = "";
  guard();
});
document.addEventListener("htmx:afterSettle", refreshAll);

refreshAll();
