// <section data-theme-editor>: the theme panel. Its tools work without this too, by asking the server; here they
// answer in the same frame and ask no one.
import { Studio } from "./theme-editor/editor.js";

for (const panel of document.querySelectorAll("[data-theme-editor]")) new Studio(panel).start();
