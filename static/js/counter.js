// Counts what is typed: <textarea data-count="3000"> and <small data-count-of="its id">. The API counts
// characters, browsers half of some of them twice, and a maxlength cuts what is pasted without a word: so
// with script the field takes everything, and says when it is too much. data-count-as="json" counts the
// text as it is sent, without the white space in between.
function lengthOf(field) {
  if (field.dataset.countAs !== "json") return [...field.value.replaceAll("\r\n", "\n")].length;
  if (!field.value.trim()) return 0;
  try {
    return [...JSON.stringify(JSON.parse(field.value))].length;
  } catch {
    return null;
  }
}

function count(field) {
  const most = Number(field.dataset.count);
  const length = lengthOf(field);
  const place = document.querySelector(`[data-count-of="${CSS.escape(field.id)}"]`);
  const isOver = length !== null && length > most;
  field.setCustomValidity(isOver ? `${length - most} characters too many: the maximum is ${most}.` : "");
  if (!place) return;
  place.textContent = length === null ? "not JSON yet" : `${length} of ${most}`;
  place.classList.toggle("is-over", isOver);
}

for (const field of document.querySelectorAll("[data-count]")) {
  field.removeAttribute("maxlength");
  count(field);
}
document.addEventListener("input", (event) => {
  const field = event.target.closest("[data-count]");
  if (field) count(field);
});
