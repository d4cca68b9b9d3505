// A single key presses what carries it: data-shortcut="]". On a form it leads to its first button instead.
// Never while someone types.
const TYPED_INTO = "input:not([type=checkbox], [type=radio]), select, textarea, [contenteditable]";

const firstButton = (form) => [...form.querySelectorAll("button")].find((button) => button.checkVisibility());

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.target.closest(TYPED_INTO)) return;
  const target = document.querySelector(`[data-shortcut="${CSS.escape(event.key.toLowerCase())}"]`);
  if (!target) return;
  const first = target.matches("form") ? firstButton(target) : null;
  if (target.matches("form") && !first) return;
  event.preventDefault();
  if (first) {
    first.focus();
    return;
  }
  target.click();
  // What opens is where one wants to type.
  target.closest("details[open]")?.querySelector("input:not([type=hidden])")?.focus();
});
