// What the ten fields held after each step, so that every step can be taken back and done again.
const MOST = 200;

const isSame = (first, second) => Object.keys(first).every((name) => first[name] === second[name]);

export class Steps {
  constructor(texts) {
    this.states = [texts];
    this.place = 0;
  }

  get canUndo() {
    return this.place > 0;
  }

  get canRedo() {
    return this.place < this.states.length - 1;
  }

  // A new step ends what could have been done again. Gives back whether anything differs.
  record(texts) {
    if (isSame(texts, this.states[this.place])) return false;
    this.states.splice(this.place + 1, Infinity, texts);
    if (this.states.length > MOST) this.states.shift();
    this.place = this.states.length - 1;
    return true;
  }

  undo() {
    return this.canUndo ? this.states[--this.place] : null;
  }

  redo() {
    return this.canRedo ? this.states[++this.place] : null;
  }
}
