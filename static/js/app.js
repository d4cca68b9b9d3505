// Each behaviour is a module of its own; every page works without any of them. Those that protect what was
// typed or shown, and the keys, are there before the page has loaded.
import "./save-key.js";
import "./secrets.js";
import "./sending.js";
import "./shortcuts.js";
import "./unsaved.js";

// The others are loaded once an element that they are for is in the page, from the start or swapped in by htmx.
const MODULES = [
  ["[data-clock]", () => import("./clock.js")],
  ["[data-copy-guest-link]", () => import("./copy-guest-link.js")],
  // The access card brings what can be copied in a later answer.
  ["#access, [data-copy]", () => import("./copy.js")],
  ["[data-count]", () => import("./counter.js")],
  ["[data-errors-of]", () => import("./field-errors.js")],
  ["[data-list]", () => import("./lists.js")],
  ["[data-local-time]", () => import("./local-time.js")],
  ["[data-suggest-from]", () => import("./name-suggestion.js")],
  ["[data-poll]", () => import("./polling.js")],
  ["[data-row-menu]", () => import("./row-menu.js")],
  ["[data-reveal]", () => import("./reveal.js")],
  ["[data-selection], [data-selection-used]", () => import("./selection.js")],
  ["[data-quick]", () => import("./window-fields.js")],
  ["[data-window-order]", () => import("./window-order.js")],
  ["input[data-zone]", () => import("./zone.js")],
  ["[data-zone-picker]", () => import("./zone-picker.js")],
];

const waiting = new Map(MODULES);

function load() {
  const found = [...waiting].filter(([hook]) => document.querySelector(hook));
  for (const [hook] of found) waiting.delete(hook);
  return Promise.allSettled(found.map(([, start]) => start()));
}

document.addEventListener("htmx:afterSettle", load);
await load();
// What only a script can do is drawn only where there is one, and it works by then.
document.documentElement.classList.add("has-script");
