// Coming back to a list from a change: the row that was changed is brought into view. Going back or
// reloading keeps the place that the browser remembers.
const row = document.querySelector("tr.is-changed");
const [navigation] = performance.getEntriesByType("navigation");

if (row && navigation?.type === "navigate") {
  const { top, bottom } = row.getBoundingClientRect();
  if (top < 0 || bottom > innerHeight) row.scrollIntoView({ block: "center", behavior: "instant" });
}
