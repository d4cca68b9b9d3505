// The panel itself: listens, paints in the same frame, and keeps the steps.
import { announce } from "../announce.js";
import { asCss, asJson, normalise, readTheme } from "../theme/parsing.js";
import * as fields from "./fields.js";
import { followTitle, paint } from "./preview.js";
import { drawReport } from "./report-view.js";
import { ask } from "./source.js";
import { Steps } from "./steps.js";
import { isTool, use } from "./tools.js";

const EXPORTS = { json: asJson, css: asCss };

export class Studio {
  constructor(panel) {
    this.panel = panel;
    this.drawn = {};
    this.isTyping = false;
    this.isScheduled = false;
  }

  start() {
    fields.addWells(this.panel);
    followTitle(this.panel);
    this.refresh();
    this.steps = new Steps(fields.textsOf(this.panel));
    const listen = (type, handler) => this.panel.addEventListener(type, (event) => handler.call(this, event));
    listen("input", this.onInput);
    listen("change", this.onChange);
    listen("paste", this.onPaste);
    listen("click", this.onClick);
    listen("keydown", this.onKey);
    listen("focusout", this.onLeave);
    this.panel.addEventListener("toggle", () => this.showExports(), true);
    // Values are put back after the form's reset event, and after the page is taken out of the cache.
    this.panel.closest("form")?.addEventListener("reset", () => setTimeout(() => this.settle()));
    window.addEventListener("pageshow", () => this.settle());
  }

  settle() {
    this.refresh();
    this.record();
  }

  // Colours at once; what takes longer in the same frame, once, however many events it had.
  refresh() {
    this.drawn = fields.drawnOf(this.panel, this.drawn);
    paint(this.panel, this.drawn);
    if (this.isScheduled) return;
    this.isScheduled = true;
    requestAnimationFrame(() => {
      this.isScheduled = false;
      this.describe();
    });
  }

  describe() {
    fields.showFields(this.panel, this.drawn);
    fields.showBrand(this.panel);
    const columns = [...this.panel.querySelectorAll("[data-mode]")];
    fields.warn(this.panel, new Set(columns.flatMap((column) => drawReport(column, this.drawn))));
    this.showExports();
    this.showSteps();
  }

  showExports() {
    for (const area of this.panel.querySelectorAll("details[open] [data-export]"))
      area.value = EXPORTS[area.dataset.export](this.drawn);
  }

  showSteps() {
    for (const button of this.panel.querySelectorAll("[data-step]")) {
      const can = button.dataset.step === "undo" ? this.steps.canUndo : this.steps.canRedo;
      button.setAttribute("aria-disabled", String(!can));
    }
  }

  record() {
    this.isTyping = false;
    const isNew = this.steps.record(fields.textsOf(this.panel));
    this.showSteps();
    return isNew;
  }

  write(texts) {
    const changed = fields.write(this.panel, texts);
    this.panel.querySelector(".theme-notes")?.remove();
    return changed;
  }

  onInput(event) {
    const place = fields.placeOfWell(event.target);
    if (place) {
      // What is sent is the field: whoever listens for changes hears of that one only.
      event.stopPropagation();
      fields.takeFromWell(place);
      return;
    }
    if (event.target.closest("[data-brand]")) fields.showBrand(this.panel);
    if (!event.target.closest("[data-colour]")) return;
    if (event.isTrusted) this.isTyping = true;
    this.refresh();
  }

  onChange(event) {
    if (!event.target.closest("[data-colour]")) return;
    this.tidy(event.target);
    this.record();
  }

  tidy(field) {
    const code = field.type === "color" ? null : fields.tidied(field);
    if (code) this.write({ [field.name]: code });
  }

  // While it is being written, half a code is not wrong yet.
  onLeave(event) {
    if (event.target.closest("[data-colour]")) this.refresh();
  }

  onPaste(event) {
    const field = event.target.closest("[data-colour] input, [data-brand] input");
    if (!field || field.type === "color") return;
    const text = event.clipboardData?.getData("text/plain") ?? "";
    const code = normalise(text);
    const { colours, problems } = code ? { colours: {}, problems: [] } : readTheme(text);
    if (!code && Object.keys(colours).length < 2) return;
    event.preventDefault();
    if (field.closest("[data-brand]")) {
      field.value = code ?? field.value;
      fields.showBrand(this.panel);
      return;
    }
    this.record();
    const changed = this.write(code ? { [field.name]: code } : colours);
    this.record();
    this.showNotes(problems);
    this.say(changed, problems);
  }

  onClick(event) {
    const step = event.target.closest("[data-step]");
    if (step) {
      this.go(step.dataset.step);
      return;
    }
    const button = event.target.closest('button[name="theme_action"]');
    if (button?.dataset.source) {
      event.preventDefault();
      this.useSource(button);
      return;
    }
    if (!button || !isTool(button.value)) return;
    event.preventDefault();
    this.useTool(button);
  }

  // The one tool that asks: what another conference looks like only SignalWire knows.
  async useSource(button) {
    if (button.getAttribute("aria-busy") === "true") return;
    button.setAttribute("aria-busy", "true");
    const found = await ask(button);
    button.removeAttribute("aria-busy");
    if (!found) {
      button.form.requestSubmit(button);
      return;
    }
    const problems = found.problem ? [found.problem] : this.lacking(found.colours);
    this.record();
    this.showProblems(button, problems);
    const changed = this.write(found.colours);
    this.record();
    this.describe();
    this.say(changed, problems);
  }

  lacking(colours) {
    if (!Object.keys(colours).length) return ["It has no colours set."];
    const labels = fields.labelsWithout(this.panel, colours).join(", ");
    return labels ? [`It has no colour for: ${labels}. Those stay unchanged.`] : [];
  }

  useTool(button) {
    this.record();
    const problems = [];
    const chosen = this.panel.querySelector("[data-presets]")?.selectedOptions[0];
    const texts = use(button.value, {
      texts: fields.textsOf(this.panel),
      drawn: this.drawn,
      saved: fields.savedOf(this.panel),
      defaults: fields.defaultsOf(this.panel),
      brand: this.panel.querySelector('[name="theme_brand"]').value,
      pasted: this.panel.querySelector('[name="theme_paste"]').value,
      codes: chosen?.dataset.codes ?? "",
      problems,
    });
    this.showProblems(button, problems);
    const changed = this.write(texts);
    this.record();
    this.describe();
    this.say(changed, problems);
    if (!button.offsetParent) this.focusNear(button);
  }

  showProblems(button, problems) {
    const place = button.closest(".tool-body")?.querySelector("[data-problems]");
    place?.replaceChildren(
      ...problems.map((problem) => {
        const line = document.createElement("p");
        line.className = "field-error";
        line.textContent = problem;
        return line;
      }),
    );
  }

  // Where the server puts what it has to say of a press without a script.
  showNotes(notes) {
    if (!notes.length) return;
    const place = document.createElement("div");
    place.className = "theme-notes";
    place.append(...notes.map((note) => Object.assign(document.createElement("p"), { textContent: note })));
    this.panel.querySelector(".card-head").after(place);
  }

  // A repaired pair takes its button away: on to the next one, or to the head of its mode.
  focusNear(button) {
    const column = button.closest("[data-mode]");
    const next = column?.querySelector("[data-fix]:not([hidden]) button") ?? column?.querySelector("h3");
    next?.focus({ preventScroll: next.tagName === "H3" });
  }

  onKey(event) {
    if (event.key === "Enter" && event.target.name === "theme_brand") {
      event.preventDefault();
      this.useTool(this.panel.querySelector('[name="theme_action"][value="brand"]'));
      return;
    }
    if (event.key === "Enter" && event.target.name === "theme_source") {
      event.preventDefault();
      this.useSource(this.panel.querySelector("[data-source]"));
      return;
    }
    if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
    const key = event.key.toLowerCase();
    // Saving by keys leaves no field, and what is sent is the code.
    if (key === "s" && event.target.closest("[data-colour]")) this.tidy(event.target);
    if (!["z", "y"].includes(key) || !event.target.closest("[data-colour]")) return;
    // What was just typed is the browser's own to take back.
    if (this.isTyping) return;
    event.preventDefault();
    this.go(key === "y" || event.shiftKey ? "redo" : "undo");
  }

  go(way) {
    if (this.record() && way === "redo") return;
    const texts = way === "undo" ? this.steps.undo() : this.steps.redo();
    if (!texts) return;
    const changed = this.write(texts);
    this.isTyping = false;
    this.showSteps();
    announce(`${way === "undo" ? "Undone" : "Done again"}: ${changed.join(", ")}.`);
  }

  say(changed, problems = []) {
    const said = changed.length ? `Changed, not saved yet: ${changed.join(", ")}.` : "Nothing changed.";
    announce([...problems, said].join(" "));
  }
}
