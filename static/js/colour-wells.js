// <span data-well><input …></span>: a native colour well beside a hex field, both kept in step. The field
// is what is sent, so a value that is no colour stays as it is until somebody picks one.
const HEX = /^#[0-9a-f]{6}$/i;

for (const place of document.querySelectorAll("[data-well]")) {
  const field = place.querySelector("input");
  const well = document.createElement("input");
  well.type = "color";
  well.className = "colour-well";
  well.setAttribute("aria-label", `${field.labels[0]?.textContent ?? field.name}, colour picker`);
  const colour = field.value || field.placeholder;
  if (HEX.test(colour)) well.value = colour;
  field.before(well);
}

document.addEventListener("input", (event) => {
  const place = event.target.closest("[data-well]");
  if (!place) return;
  const [well, field] = place.querySelectorAll("input");
  if (event.target === field) {
    if (HEX.test(field.value.trim())) well.value = field.value.trim();
    return;
  }
  field.value = well.value.toUpperCase();
  field.dispatchEvent(new Event("input", { bubbles: true }));
});
