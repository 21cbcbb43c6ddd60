/**
 * The live feed: newest first, so many and no more. While it stands still (paused, or somebody moves
 * in it with the keyboard) what comes in waits outside, the newest of it.
 */
import { EventStream } from "./event-stream.js";
import { announce, byId, el } from "./dom.js";
import { fillsOf, highlighted } from "./highlight.js";
import { applyRoles } from "./session.js";
import { usable } from "./spans.js";

const SHOWN = 200;
const LONG_TEXT = 700;

export class Feed {
  #items = byId("items");
  #waiting = [];
  #paused = false;
  #records = new WeakMap();
  #choices = { type: new Set(), source: new Set(), model: new Set() };
  #correct;
  #stream;

  /** @param correct called with an item and its record when somebody wants to correct it */
  constructor(correct) {
    this.#correct = correct;
    this.#stream = new EventStream(() => `feed${this.#query()}`, {
      event: (event) => this.#event(event),
      state: (name, words) => this.#state(name, words),
    });
    byId("pause").addEventListener("click", () => this.pause(!this.#paused));
    byId("feed-filters").addEventListener("submit", (event) => event.preventDefault());
    byId("feed-filters").addEventListener("change", () => {
      this.#filterAll();
      this.connect();
    });
  }

  connect() {
    this.#stream.connect();
  }

  pause(paused) {
    this.#paused = paused;
    byId("pause").setAttribute("aria-pressed", String(paused));
    byId("pause").textContent = paused ? "Go on" : "Pause";
    if (!paused) {
      this.#waiting.splice(0).forEach((waiting) => this.#show(waiting.record, waiting.id));
    }
    this.#count();
  }

  togglePause() {
    this.pause(!this.#paused);
  }

  /** Moves to the next item that is to be seen, or back; the feed stands still meanwhile. */
  move(step) {
    this.pause(true);
    const visible = [...this.#items.children].filter((item) => !item.hidden);
    const at = visible.indexOf(document.activeElement?.closest?.(".item"));
    const next = at < 0 ? 0 : at + step;
    if (visible[next]) {
      visible[next].focus();
      visible[next].scrollIntoView({ block: "nearest" });
    }
  }

  /** Corrects the item that has the focus, or the newest one. */
  correctCurrent() {
    const current = document.activeElement?.closest?.(".item");
    const item = current ?? [...this.#items.children].find((each) => !each.hidden);
    if (item) {
      this.pause(true);
      this.#correct(item, this.#records.get(item));
    }
  }

  #event(event) {
    if (event.name === "sampled") {
      this.#sampled(JSON.parse(event.data));
    } else if (event.name === "tagged") {
      const record = JSON.parse(event.data);
      if (typeof record?.text !== "string") {
        return;
      }
      if (this.#paused) {
        this.#waiting.push({ record, id: event.id });
        this.#waiting.splice(0, this.#waiting.length - SHOWN);
      } else {
        this.#show(record, event.id);
      }
      this.#count();
    }
  }

  #show(record, place) {
    const model = String(record.model?.ner ?? "");
    const source = typeof record.source === "string" ? record.source : "";
    const entities = usable(record.text, record.entities);
    const correctable = { ...record, id: String(record.id ?? place), entities };
    const item = el("article", { className: "item", tabIndex: -1, data: { place, id: correctable.id, source, model } });
    this.#records.set(item, correctable);
    item.append(
      el("p", { className: record.text.length > LONG_TEXT ? "text long" : "text" }, ...highlighted(record.text, entities)),
      ...fillsOf(record),
      el(
        "footer",
        {},
        el("button", { type: "button", className: "small", onclick: () => this.#correct(item, correctable), data: { needs: "annotate" } }, "Correct"),
        el("span", { className: "verdict" }),
        el("span", {}, correctable.id),
        source ? el("span", { className: "source" }, source) : null,
        model ? el("span", { className: "model" }, model) : null,
        record.windows > 1 ? el("span", {}, `${record.windows} windows`) : null,
      ),
    );
    if (record.text.length > LONG_TEXT) {
      item.querySelector("footer").prepend(this.#wholeText(item));
    }
    applyRoles(item);
    entities.forEach((entity) => this.#choice("type", entity.type));
    this.#choice("source", source);
    this.#choice("model", model);
    item.hidden = !this.#passes(item, correctable);
    this.#items.prepend(item);
    while (this.#items.children.length > SHOWN) {
      this.#items.lastElementChild.remove();
    }
    byId("feed-empty").hidden = true;
  }

  #wholeText(item) {
    const button = el("button", { type: "button", className: "small", "aria-expanded": "false" }, "Whole text");
    button.addEventListener("click", () => {
      const closed = item.querySelector(".text").classList.toggle("long");
      button.setAttribute("aria-expanded", String(!closed));
    });
    return button;
  }

  /** A value that can be filtered by is offered once it was seen. */
  #choice(filter, value) {
    const seen = this.#choices[filter];
    if (value !== "" && !seen.has(value) && seen.size < 100) {
      seen.add(value);
      byId(`filter-${filter}`).append(el("option", { value }, value));
    }
  }

  /** What comes from now on the server chooses, before it takes a sample: what is rare is shown in full. */
  #query() {
    const asked = ["type", "source", "model"].map((name) => [name, byId(`filter-${name}`).value]).filter(([, value]) => value !== "");
    return asked.length === 0 ? "" : `?${new URLSearchParams(asked)}`;
  }

  #passes(item, record) {
    const type = byId("filter-type").value;
    const source = byId("filter-source").value;
    const model = byId("filter-model").value;
    return (
      (type === "" || record.entities.some((entity) => entity.type === type)) &&
      (source === "" || item.dataset.source === source) &&
      (model === "" || item.dataset.model === model)
    );
  }

  #filterAll() {
    for (const item of this.#items.children) {
      item.hidden = !this.#passes(item, this.#records.get(item));
    }
    this.#count();
    announce(byId("feed-count").textContent);
  }

  #count() {
    const all = this.#items.children.length;
    const visible = [...this.#items.children].filter((item) => !item.hidden).length;
    const shown = visible === all ? `${all} shown` : `${visible} of ${all} shown`;
    byId("feed-count").textContent = this.#waiting.length > 0 ? `${shown}, ${this.#waiting.length} new` : shown;
  }

  #sampled({ shown, passed_over: passedOver }) {
    const share = Math.max(1, Math.round((100 * shown) / (shown + passedOver)));
    byId("sampling").textContent = `Faster than can be read: this is a sample, ${shown} shown and ${passedOver} passed over since the last word (${share} %).`;
    byId("sampling").hidden = false;
    clearTimeout(this.samplingEnds);
    this.samplingEnds = setTimeout(() => (byId("sampling").hidden = true), 5_000);
  }

  #state(name, words) {
    const element = byId("connection");
    if (element.dataset.state !== name && name !== "connecting") {
      announce(`Feed: ${words}`);
    }
    element.dataset.state = name;
    element.textContent = words;
  }
}
