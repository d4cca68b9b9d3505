import { toUtc } from "./local-time.js";

// Says at the closing time, while one types, that the window would close before it opens:
// <p data-window-order> in a form with join_from and join_until. Times that cannot be compared here, such as
// an hour that comes twice, are left to the server, which judges in any case.
const MESSAGE = "This is before it opens. Choose a later time, or clear one end.";

function moment(input) {
  if (input.value === input.dataset.shown) return new Date(input.dataset.moment);
  return input.type === "datetime-local" ? toUtc(input.value, input.dataset.localTime) : null;
}

function closesFirst(opens, closes) {
  const isStored = [opens, closes].every((input) => input.value === (input.dataset.shown ?? ""));
  if (isStored || !opens.value || !closes.value) return false;
  try {
    const [first, last] = [moment(opens), moment(closes)];
    return Boolean(first && last && last < first);
  } catch {
    return false; // A zone that this browser does not know.
  }
}

document.addEventListener("input", (event) => {
  const place = event.target.form?.querySelector("[data-window-order]");
  const { join_from: opens, join_until: closes } = event.target.form?.elements ?? {};
  if (!place || (event.target !== opens && event.target !== closes)) return;
  const message = closesFirst(opens, closes) ? MESSAGE : "";
  const field = closes.closest(".field");
  // What the server said of the same is no longer known to be so.
  for (const said of field.querySelectorAll(".field-error")) {
    if (said !== place && said.textContent.trim() === MESSAGE) said.hidden = true;
  }
  if (place.textContent === message) return;
  place.textContent = message;
  const isWrong = message || field.querySelector(".field-error:not([data-window-order], [hidden])");
  if (isWrong) closes.setAttribute("aria-invalid", "true");
  else closes.removeAttribute("aria-invalid");
  const described = new Set((closes.getAttribute("aria-describedby") ?? "").split(" ").filter(Boolean));
  if (message) described.add(place.id);
  else described.delete(place.id);
  closes.setAttribute("aria-describedby", [...described].join(" "));
});
