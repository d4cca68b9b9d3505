import { toUtc } from "./local-time.js";
import { fill, localText } from "./local-text.js";

// The quick choices beside a time, done at once. "+1 h" is one hour later than the field says; an empty
// one counts from the opening or, rounded up to five minutes, from now. What closes is counted from the
// opening, as long as that lies ahead. Where this cannot be told, the button is left to the server, which
// does the same.
const HOUR = 3_600_000;
const ROUND = 300_000;

function quickText(choice, name, form, zone) {
  const typed = form.elements[name].value;
  if (choice === "hour" && typed) {
    const moment = toUtc(typed, zone);
    return moment && localText(new Date(moment.getTime() + HOUR), zone);
  }
  const now = new Date();
  const opens = form.elements.join_from;
  let anchor = now;
  if (name !== "join_from" && opens?.value) {
    const moment = toUtc(opens.value, zone);
    if (!moment) return null;
    anchor = moment > now ? moment : now;
  }
  switch (choice) {
    case "none":
      return "";
    case "now":
      return localText(anchor, zone).slice(0, 16);
    case "hour": {
      const start = anchor === now ? Math.ceil(now.getTime() / ROUND) * ROUND : anchor.getTime();
      return localText(new Date(start + HOUR), zone).slice(0, 16);
    }
    case "day":
      return `${localText(anchor, zone).slice(0, 10)}T23:59`;
    case "week": {
      const local = new Date(`${localText(anchor, zone).slice(0, 16)}Z`);
      local.setUTCDate(local.getUTCDate() + 7);
      return local.toISOString().slice(0, 16);
    }
    default:
      return null;
  }
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-quick]");
  const input = button?.form?.elements[button.dataset.quickFor];
  if (!input) return;
  let text = null;
  try {
    text = quickText(button.dataset.quick, input.name, button.form, input.dataset.localTime);
    // An hour that is not unique: the server asks which one is meant.
    if (text && !toUtc(text, input.dataset.localTime)) text = null;
  } catch {
    // A zone that this browser does not know.
  }
  if (text === null) return;
  event.preventDefault();
  fill(input, text);
});
