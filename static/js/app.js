// One behaviour a module; every page works without any of them.
import "./announce.js";
import "./clock.js";
import "./copy-guest-link.js";
import "./copy.js";
import "./counter.js";
import "./field-errors.js";
import "./lists.js";
import "./local-time.js";
import "./menus.js";
import "./name-suggestion.js";
import "./polling.js";
import "./reveal.js";
import "./save-key.js";
import "./secrets.js";
import "./selection.js";
import "./sending.js";
import "./shortcuts.js";
import "./unsaved.js";
import "./window-fields.js";
import "./window-order.js";
import "./zone.js";
import "./zone-picker.js";

// What only a script can do is drawn only where there is one.
document.documentElement.classList.add("has-script");
