// Shows beside a local time, while it is typed, what will be sent in UTC:
// <input data-local-time="Europe/Berlin" name="x"> and <output data-utc-for="x">.
// An hour that the zone skips or has twice shows nothing here: the server asks about it.
function localAsUtc(instant, zone) {
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
      .formatToParts(instant)
      .map(({ type, value }) => [type, Number(value)]),
  );
  return Date.UTC(parts.year, parts.month - 1, parts.day, parts.hour, parts.minute, parts.second);
}

export function toUtc(local, zone) {
  const asIfUtc = Date.parse(`${local}Z`);
  if (Number.isNaN(asIfUtc)) return null;
  const day = 86_400_000;
  // The offsets a day before and a day after are the only ones that can apply.
  const candidates = [asIfUtc - day, asIfUtc + day].map((near) => asIfUtc - (localAsUtc(near, zone) - near));
  const fitting = [...new Set(candidates)].filter((instant) => localAsUtc(instant, zone) === asIfUtc);
  return fitting.length === 1 ? new Date(fitting[0]) : null;
}

// "Thu 12 Nov 2026, 09:00", as the server writes it: browsers put day and month in an order of their own.
function inWords(moment, zone) {
  const parts = Object.fromEntries(
    new Intl.DateTimeFormat("en-GB", {
      timeZone: zone,
      hourCycle: "h23",
      weekday: "short",
      day: "numeric",
      month: "short",
      year: "numeric",
      hour: "2-digit",
      minute: "2-digit",
    })
      .formatToParts(moment)
      .map(({ type, value }) => [type, value]),
  );
  const month = parts.month.slice(0, 3);
  return `${parts.weekday} ${parts.day} ${month} ${parts.year}, ${parts.hour}:${parts.minute}`;
}

document.addEventListener("input", (event) => {
  const input = event.target.closest("[data-local-time]");
  if (!input) return;
  const output = document.querySelector(`[data-utc-for="${CSS.escape(input.name)}"]`);
  if (!output) return;
  let moment = null;
  try {
    moment = input.type === "datetime-local" ? toUtc(input.value, input.dataset.localTime) : null;
  } catch {
    // A zone that this browser does not know: the server shows the moment after sending.
  }
  output.textContent = moment
    ? `${inWords(moment, input.dataset.localTime)}, sent as ${moment.toISOString().replace(".000Z", "Z")}`
    : "";
});
