// Ctrl+S (or Command+S) presses the button that carries data-save-key.
document.addEventListener("keydown", (event) => {
  if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
  if (event.key.toLowerCase() !== "s") return;
  const button = document.querySelector("[data-save-key]");
  if (!button) return;
  event.preventDefault();
  button.click();
});
