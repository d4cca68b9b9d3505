import { announce } from "./announce.js";

// <button data-copy-guest-link form="…" formaction="…/access/">: fetches the guest link and puts it on the
// clipboard. The link is in no page. Where that fails (no clipboard, signed out, SignalWire does not
// answer) the button does what it does without a script: it opens the access page, which shows the link.
async function fetchLink(button) {
  const response = await fetch(new URL("guest-link/", button.formAction), {
    method: "POST",
    body: new URLSearchParams(new FormData(button.form)),
    redirect: "error",
    cache: "no-store",
  });
  if (!response.ok) throw new Error(`status ${response.status}`);
  return response.text();
}

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy-guest-link]");
  if (!button || !navigator.clipboard?.write || !window.ClipboardItem) return;
  event.preventDefault();
  if (button.hasAttribute("aria-busy")) return;
  button.setAttribute("aria-busy", "true");
  // The promise goes into the clipboard's item: some browsers refuse what is written after an answer.
  const link = fetchLink(button).then((text) => new Blob([text], { type: "text/plain" }));
  try {
    await navigator.clipboard.write([new ClipboardItem({ "text/plain": link })]);
  } catch {
    await link.catch(() => {}); // The clipboard may refuse before the link is there: one request at a time.
    button.removeAttribute("aria-busy");
    button.form.requestSubmit(button);
    return;
  }
  button.removeAttribute("aria-busy");
  const words = button.textContent;
  button.textContent = "Guest link copied";
  button.classList.add("is-done");
  announce("Guest link copied");
  setTimeout(() => {
    button.textContent = words;
    button.classList.remove("is-done");
  }, 2500);
});
