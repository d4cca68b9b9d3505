// <button data-reveal="id">: shows and hides what stands in a password input.
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-reveal]");
  const input = button && document.getElementById(button.dataset.reveal);
  if (!input) return;
  const shows = input.type === "password";
  input.type = shows ? "text" : "password";
  button.textContent = shows ? "Hide" : "Show";
  button.setAttribute("aria-pressed", String(shows));
});
