import { announce } from "./announce.js";

// <button data-copy="text">: puts the text on the clipboard. Where the browser forbids that, the text
// beside the button is selected, so that the usual keys copy it. With data-copy-from="id" it is what
// stands in that field, so that a secret stands in the page only once.
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const field = document.getElementById(button.dataset.copyFrom);
  try {
    await navigator.clipboard.writeText(field ? field.value : button.dataset.copy);
    announce("Copied.");
    button.classList.add("is-done");
    setTimeout(() => button.classList.remove("is-done"), 1500);
  } catch {
    const text = button.parentElement.querySelector("code");
    if (field) {
      field.focus();
      field.select();
    } else if (text) {
      getSelection().selectAllChildren(text);
    }
    announce("The text is selected. Copy it with the keyboard.");
  }
});
