/** Correction mode: one text, its entities, and keys or a mouse to set them right. */
import { byId, el, showProblem } from "./dom.js";
import { TypeChoice } from "./editor-types.js";
import { colourOf, highlighted } from "./highlight.js";
import { applyRoles, may } from "./session.js";
import { offsetsOf, showChosen } from "./selection.js";
import { overlapping, sameEntities, stepCharacter, tidy, withEntity, withoutEntities, words } from "./spans.js";

export class Editor {
  #dialog = byId("editor");
  #box = byId("editor-text");
  #types = new TypeChoice((type) => this.give(type));
  #send;
  #item = null;
  #record = null;
  #entities = [];
  #undo = [];
  #words = [];
  #span = null;
  #anchor = 0;
  #at = 0;

  /** @param send a promise of (item, record, entities) */
  constructor(send) {
    this.#send = send;
    this.#box.addEventListener("mouseup", () => this.#chooseByMouse());
    this.#dialog.addEventListener("keydown", (event) => this.#key(event));
    this.#dialog.addEventListener("close", () => {
      showChosen(this.#box, null);
      this.#item?.focus();
    });
    byId("editor-send").addEventListener("click", () => this.send());
    byId("editor-undo").addEventListener("click", () => this.undo());
    byId("editor-leave").addEventListener("click", () => this.#dialog.close());
  }

  open(item, record) {
    this.#item = item;
    this.#record = record;
    this.#entities = record.entities.map(({ type, start, end }) => ({ type, start, end }));
    this.#undo = [];
    this.#words = words(record.text);
    this.#span = null;
    this.#at = 0;
    this.#anchor = 0;
    this.#types.know(record.entities.map((entity) => entity.type));
    showProblem(byId("editor-problem"), null);
    this.#draw();
    applyRoles(this.#dialog);
    this.#dialog.showModal();
    this.#box.focus();
    this.#box.scrollTop = 0;
  }

  /** Makes what is chosen an entity of that type. */
  give(type) {
    if (this.#span === null) {
      showProblem(byId("editor-problem"), "Choose words first: with the mouse, or with the arrow keys.");
      return;
    }
    this.#change(withEntity(this.#entities, this.#span, type));
  }

  remove(span = this.#span) {
    if (span !== null) {
      this.#change(withoutEntities(this.#entities, span));
    }
  }

  undo() {
    const before = this.#undo.pop();
    if (before) {
      this.#entities = before;
      this.#draw();
    }
  }

  async send() {
    const button = byId("editor-send");
    if (button.disabled) {
      return;
    }
    button.disabled = true;
    try {
      await this.#send(this.#item, this.#record, this.#entities);
      this.#dialog.close();
    } catch (error) {
      showProblem(byId("editor-problem"), error);
    } finally {
      button.disabled = !may("annotate");
    }
  }

  #change(entities) {
    if (!sameEntities(entities, this.#entities)) {
      this.#undo.push(this.#entities);
      this.#entities = entities;
    }
    showProblem(byId("editor-problem"), null);
    this.#draw();
  }

  #draw() {
    this.#box.replaceChildren(...highlighted(this.#record.text, this.#entities));
    byId("editor-list").replaceChildren(...this.#entities.map((entity) => this.#row(entity)));
    byId("editor-undo").disabled = this.#undo.length === 0;
    byId("editor-send").textContent = sameEntities(this.#entities, this.#record.entities)
      ? "Confirm as it is"
      : "Send correction";
    this.#choose(this.#span);
  }

  #row(entity) {
    const words = this.#record.text.slice(entity.start, entity.end);
    const select = this.#types.select(entity.type);
    select.setAttribute("aria-label", `Type of ${words}`);
    select.addEventListener("change", () => this.#change(withEntity(this.#entities, entity, select.value)));
    return el(
      "li",
      { data: { start: entity.start, end: entity.end, type: entity.type } },
      el("button", { type: "button", className: "plain", onclick: () => this.#choose(entity) }, el("mark", { data: { colour: colourOf(entity.type) } }, words)),
      select,
      el("button", { type: "button", className: "small", "aria-label": `Remove ${words}`, onclick: () => this.remove(entity) }, "Remove"),
    );
  }

  #choose(span) {
    this.#span = span === null ? null : { start: span.start, end: span.end };
    showChosen(this.#box, this.#span);
    byId("editor-selection").textContent = this.#describe();
  }

  #describe() {
    if (this.#span === null) {
      return "Nothing chosen.";
    }
    const chosen = this.#record.text.slice(this.#span.start, this.#span.end);
    const types = overlapping(this.#entities, this.#span).map((entity) => entity.type);
    return `“${chosen}” is ${types.length > 0 ? types.join(", ") : "no entity"}`;
  }

  /** What was drawn over with the mouse; a click takes the entity, or the word, it hit. */
  #chooseByMouse() {
    const [start, end] = offsetsOf(this.#box) ?? [null, null];
    if (start === null) {
      return;
    }
    const hit = (each) => each.start <= start && start < each.end;
    const span = start === end ? this.#entities.find(hit) ?? this.#words.find(hit) ?? null : tidy(this.#record.text, start, end);
    if (span !== null) {
      this.#choose(span);
      this.#stand(span);
    }
  }

  /** Puts the keyboard's place where something was chosen otherwise. */
  #stand(span) {
    const first = this.#words.findIndex((word) => word.end > span.start);
    const after = this.#words.findIndex((word) => word.start >= span.end);
    this.#anchor = Math.max(0, first);
    this.#at = after < 0 ? this.#words.length - 1 : Math.max(this.#anchor, after - 1);
  }

  #key(event) {
    if (event.target.closest("input, select") || event.ctrlKey || event.metaKey) {
      return;
    }
    const sideways = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    const along = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (sideways && event.altKey) {
      this.#stretch(sideways > 0, event.shiftKey);
    } else if (sideways) {
      this.#moveWords(sideways, event.shiftKey);
    } else if (along) {
      this.#moveEntities(along);
    } else if (event.key === "Home" || event.key === "End") {
      this.#moveWords(event.key === "End" ? Infinity : -Infinity, event.shiftKey);
    } else if (event.key === "Delete" || event.key === "Backspace") {
      this.remove();
    } else if (event.key === "z") {
      this.undo();
    } else if (/^[1-9]$/.test(event.key) && this.#types.at(Number(event.key))) {
      this.give(this.#types.at(Number(event.key)));
    } else if (event.key === "Enter" && !event.target.closest("button")) {
      this.send();
    } else {
      return;
    }
    event.preventDefault();
  }

  #moveWords(step, stretch) {
    if (this.#words.length === 0) {
      return;
    }
    const next = this.#span === null && Number.isFinite(step) ? this.#at : this.#at + step;
    this.#at = Math.max(0, Math.min(this.#words.length - 1, next));
    if (!stretch) {
      this.#anchor = this.#at;
    }
    const [from, to] = [this.#anchor, this.#at].sort((a, b) => a - b);
    this.#choose({ start: this.#words[from].start, end: this.#words[to].end });
  }

  #moveEntities(step) {
    const from = this.#span ?? { start: -1, end: 0 };
    const next =
      step > 0
        ? this.#entities.find((entity) => entity.start > from.start)
        : this.#entities.findLast((entity) => entity.start < from.start);
    if (next) {
      this.#choose(next);
      this.#stand(next);
    }
  }

  /** One character more or less at the end of what is chosen, or at its beginning. */
  #stretch(forward, atStart) {
    if (this.#span === null) {
      return;
    }
    let { start, end } = this.#span;
    if (atStart) {
      start = stepCharacter(this.#record.text, start, forward);
    } else {
      end = stepCharacter(this.#record.text, end, forward);
    }
    if (start < end) {
      this.#choose({ start, end });
    }
  }
}
