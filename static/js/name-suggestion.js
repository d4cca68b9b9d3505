// <input name="name" data-suggest-from="display_name">: as long as no one writes a name of their own, it
// follows the display name. The server makes the same one where this did not run.
const FOLDED = { ß: "ss", æ: "ae", ø: "o", œ: "oe", ł: "l", đ: "d", þ: "th" };
const LONGEST = 100;

function suggestion(title) {
  const plain = title
    .toLowerCase()
    .replace(/[ßæøœłđþ]/g, (sign) => FOLDED[sign])
    .normalize("NFKD")
    .replace(/\p{M}/gu, "");
  const name = plain.replace(/[^a-z0-9_]+/g, "-").replace(/^[-_]+|[-_]+$/g, "");
  return name.slice(0, LONGEST).replace(/[-_]+$/, "");
}

let last = "";
document.addEventListener("input", (event) => {
  const source = event.target;
  const form = source.form;
  const name = form?.querySelector("[data-suggest-from]");
  if (!name || source.name !== name.dataset.suggestFrom) return;
  if (name.value !== "" && name.value !== last) return;
  last = suggestion(source.value);
  name.value = last;
});
