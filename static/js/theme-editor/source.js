// The colours of another conference, asked of our own server: the codes that are colours, or why there are none.
import { NAMES } from "../theme/constants.js";
import { normalise } from "../theme/parsing.js";

const NO_ANSWER = "The dashboard does not answer. Check your connection, then try again.";
const NOT_THERE = "You are no longer a member of this workspace.";

// Gives { title, colours, problem }; null where only the server itself can go on, as after the session's end.
export async function ask(button) {
  const { theme_source: conference, theme_source_workspace: workspace } = button.form.elements;
  const query = new URLSearchParams({ conference: conference.value, workspace: workspace.value });
  let answer;
  try {
    answer = await fetch(`${button.dataset.source}?${query}`, { headers: { Accept: "application/json" } });
  } catch {
    return { title: "", colours: {}, problem: NO_ANSWER };
  }
  if (answer.redirected) return null;
  try {
    const { title, colours = {}, error } = await answer.json();
    return { title, colours: codesOf(colours), problem: error ?? "" };
  } catch {
    return { title: "", colours: {}, problem: answer.status === 404 ? NOT_THERE : NO_ANSWER };
  }
}

const codesOf = (colours) =>
  Object.fromEntries(
    NAMES.map((name) => [name, typeof colours[name] === "string" ? normalise(colours[name]) : null]).filter(
      ([, code]) => code,
    ),
  );
