// A moment as the local time of a zone, as an input takes it: "2026-11-12T09:00".
export function localText(moment, zone) {
  const parts = Object.fromEntries(
    new Intl.DateTimeFormat("en-GB", {
      timeZone: zone,
      hourCycle: "h23",
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
      hour: "2-digit",
      minute: "2-digit",
      second: "2-digit",
    })
      .formatToParts(moment)
      .map(({ type, value }) => [type, value]),
  );
  const seconds = parts.second === "00" ? "" : `:${parts.second}`;
  return `${parts.year.padStart(4, "0")}-${parts.month}-${parts.day}T${parts.hour}:${parts.minute}${seconds}`;
}

// Puts a value into an input as if it had been typed.
export function fill(input, value) {
  input.type = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?)?$/.test(value) ? "datetime-local" : "text";
  input.step = value.length > 16 ? "1" : "";
  input.value = value;
  input.dispatchEvent(new Event("input", { bubbles: true }));
}
