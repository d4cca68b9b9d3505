// Errors that htmx puts beside a field whose input stays (<div data-errors-of="id of the input">): the input
// says whether it is wrong, and by what.
document.addEventListener("htmx:afterSettle", () => {
  for (const place of document.querySelectorAll("[data-errors-of]")) {
    const input = document.getElementById(place.dataset.errorsOf);
    if (!input) continue;
    const described = (input.getAttribute("aria-describedby") ?? "").split(" ");
    const others = described.filter((id) => id && !id.startsWith(`${input.id}_error`));
    const errors = [...place.querySelectorAll(".field-error")].map((error) => error.id);
    if (errors.length) input.setAttribute("aria-invalid", "true");
    else input.removeAttribute("aria-invalid");
    const ids = [...others, ...errors].join(" ");
    if (ids) input.setAttribute("aria-describedby", ids);
    else input.removeAttribute("aria-describedby");
  }
});
