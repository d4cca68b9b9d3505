import { toUtc } from "./local-time.js";
import { fill, localText } from "./local-text.js";

// Another zone for a form's times: <input data-zone>. A time that was left alone stays the same moment and
// is shown in the new zone; what was typed is now read in it. What cannot be converted here is left to the
// server, by its own button. A text that is no zone's name waits for the server, which says so.
function isZone(name) {
  try {
    return Boolean(name && new Intl.DateTimeFormat("en-GB", { timeZone: name }));
  } catch {
    return false;
  }
}

document.addEventListener("change", (event) => {
  const field = event.target.closest("input[data-zone]");
  if (!field || !isZone(field.value)) return;
  const inputs = [...field.form.querySelectorAll("[data-local-time]")];
  const isLeftAlone = (input) => input.dataset.moment && input.value === input.dataset.shown;
  const texts = new Map();
  try {
    for (const input of inputs.filter(isLeftAlone)) {
      const moment = new Date(input.dataset.moment);
      const text = localText(moment, field.value);
      if (toUtc(text, field.value)?.getTime() !== moment.getTime()) throw new RangeError("not unique");
      texts.set(input, text);
    }
  } catch {
    field.form.requestSubmit(field.form.querySelector('[name="quick"][value="zone:"]'));
    return;
  }
  for (const input of inputs) {
    input.dataset.localTime = field.value;
    const text = texts.get(input);
    if (text !== undefined) input.dataset.shown = input.defaultValue = text;
    fill(input, text ?? input.value);
  }
  field.form.elements.shown_zone.value = field.value;
});
