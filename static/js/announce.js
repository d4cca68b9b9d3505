// Says a sentence to screen readers. The element stays, only its text changes: a live region that is
// swapped in together with its text is not read out.
export function announce(sentence) {
  const region = document.getElementById("announcer");
  if (region) region.textContent = sentence;
}
