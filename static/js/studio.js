// <section data-studio>: the theme panel. Its tools work without this too, by asking the server; here they
// answer in the same frame and ask nobody.
import { Studio } from "./studio/studio.js";

for (const panel of document.querySelectorAll("[data-studio]")) new Studio(panel).start();
