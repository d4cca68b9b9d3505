// What refreshes itself (data-poll) rests while no one looks, and catches up when someone does.
document.addEventListener("htmx:beforeRequest", (event) => {
  if (document.hidden && event.target.matches?.("[data-poll]")) event.preventDefault();
});

document.addEventListener("visibilitychange", () => {
  if (document.hidden) return;
  for (const part of document.querySelectorAll("[data-poll]")) window.htmx?.trigger(part, "poll");
});
