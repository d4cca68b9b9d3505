// Keeps the clocks of the sidebar going: <time data-clock="Europe/Berlin">.
function tick() {
  const now = new Date();
  for (const element of document.querySelectorAll("time[data-clock]")) {
    try {
      element.textContent = new Intl.DateTimeFormat("en-GB", {
        hour: "2-digit",
        minute: "2-digit",
        hourCycle: "h23",
        timeZone: element.dataset.clock,
      }).format(now);
    } catch {
      // A zone that this browser does not know keeps the server's time.
    }
  }
}

// To the minute is enough, and a hidden tab needs none.
setInterval(() => document.hidden || tick(), 10_000);
document.addEventListener("visibilitychange", () => document.hidden || tick());
