// <span data-well><input …></span>: a native colour well beside a hex field, both kept in step. The field
// is what is sent, so a value that is no colour stays as it is until somebody picks one.
const HEX = /^#[0-9a-f]{6}$/i;

// A well cannot be empty: what is no colour makes it faint.
function show(well, colour) {
  well.classList.toggle("is-empty", !HEX.test(colour));
  if (HEX.test(colour)) well.value = colour;
}

for (const place of document.querySelectorAll("[data-well]")) {
  const field = place.querySelector("input");
  const well = document.createElement("input");
  well.type = "color";
  well.className = "colour-well";
  well.setAttribute("aria-label", `${field.labels[0]?.textContent ?? field.name}, colour picker`);
  const colour = field.value || field.placeholder;
  show(well, colour);
  field.before(well);
}

document.addEventListener("input", (event) => {
  const place = event.target.closest("[data-well]");
  if (!place) return;
  const [well, field] = place.querySelectorAll("input");
  if (event.target === field) {
    show(well, field.value.trim() || field.placeholder);
    return;
  }
  well.classList.remove("is-empty");
  field.value = well.value.toUpperCase();
  field.dispatchEvent(new Event("input", { bubbles: true }));
});
