// A single key presses what carries it: data-shortcut="]". Never while somebody types.
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.target.closest("input, select, textarea, [contenteditable]")) return;
  const target = document.querySelector(`[data-shortcut="${CSS.escape(event.key.toLowerCase())}"]`);
  if (!target) return;
  event.preventDefault();
  target.click();
  // What opens is where one wants to type.
  target.closest("details[open]")?.querySelector("input:not([type=hidden])")?.focus();
});
