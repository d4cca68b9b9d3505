import { toUtc } from "./local-time.js";
import { fill, localText } from "./local-text.js";

// Another zone for a form's times: <select data-zone>. A time that was left alone stays the same moment and
// is shown in the new zone; what was typed is now read in it. What cannot be converted here is left to the
// server, by its own button.
document.addEventListener("change", (event) => {
  const select = event.target.closest("select[data-zone]");
  if (!select) return;
  const inputs = [...select.form.querySelectorAll("[data-local-time]")];
  const isLeftAlone = (input) => input.dataset.moment && input.value === input.dataset.shown;
  const texts = new Map();
  try {
    for (const input of inputs.filter(isLeftAlone)) {
      const moment = new Date(input.dataset.moment);
      const text = localText(moment, select.value);
      if (toUtc(text, select.value)?.getTime() !== moment.getTime()) throw new RangeError("not unique");
      texts.set(input, text);
    }
  } catch {
    select.form.requestSubmit(select.form.querySelector('[name="quick"][value="zone:"]'));
    return;
  }
  for (const input of inputs) {
    input.dataset.localTime = select.value;
    const text = texts.get(input);
    if (text !== undefined) input.dataset.shown = input.defaultValue = text;
    fill(input, text ?? input.value);
  }
  select.form.elements.shown_zone.value = select.value;
});
