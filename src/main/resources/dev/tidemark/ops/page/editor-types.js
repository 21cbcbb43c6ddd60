/** The types to choose from: 1 to 9 by their digits, any other by its name. */
import { byId, el } from "./dom.js";
import { colourOf } from "./highlight.js";

const FIRST = ["PER", "ORG", "LOC", "MISC"];

export class TypeChoice {
  #types = [];
  #choose;

  /** @param choose called with the type */
  constructor(choose) {
    this.#choose = choose;
    this.know(FIRST);
    byId("editor-other").addEventListener("submit", (event) => {
      event.preventDefault();
      const typed = byId("editor-type").value.trim();
      if (typed !== "") {
        // per is meant to be PER, and would be rejected.
        const type = this.#types.find((known) => known.toLowerCase() === typed.toLowerCase()) ?? typed;
        this.know([type]);
        choose(type);
        byId("editor-type").value = "";
        byId("editor-text").focus();
      }
    });
  }

  /** Adds types; the digits of those known before stay. */
  know(types) {
    const fresh = [...new Set(types)].filter((type) => !this.#types.includes(type));
    if (fresh.length > 0) {
      this.#types.push(...fresh);
      byId("editor-types").replaceChildren(...this.#types.map((type, index) => this.#button(type, index + 1)));
    }
  }

  /** The type of a digit. */
  at(digit) {
    return this.#types[digit - 1];
  }

  #button(type, digit) {
    return el(
      "button",
      {
        type: "button",
        className: "type",
        data: { type, colour: colourOf(type) },
        onmousedown: (event) => event.preventDefault(), // what is selected stays selected
        onclick: () => this.#choose(type),
      },
      digit <= 9 ? el("kbd", {}, String(digit)) : null,
      ` ${type}`,
    );
  }

  select(chosen) {
    const types = this.#types.includes(chosen) ? this.#types : [...this.#types, chosen];
    return el("select", {}, ...types.map((type) => el("option", { value: type, selected: type === chosen }, type)));
  }
}
