/**
 * Server-sent events read with fetch, since EventSource cannot send a token. Comes back by itself
 * when the line breaks: after what the server's `retry` says, then ever later, at most 30 seconds.
 */
import { errorOf, request } from "./api.js";

const LONGEST_WAIT = 30_000;
const LONGEST_SILENCE = 20_000;

/** Parses a stream of text into events, as the HTML standard says; keeps what is not complete yet. */
export class EventParser {
  #rest = "";
  #event = { name: "message", data: [] };
  lastId = "";
  retry = null;

  /** Takes a piece of the stream; answers the events that it completes. */
  take(piece) {
    const events = [];
    this.#rest += piece;
    // A lone CR at the end may be the first half of CRLF.
    const ends = /\r\n|\n|\r(?!$)/g;
    let from = 0;
    for (let end = ends.exec(this.#rest); end !== null; end = ends.exec(this.#rest)) {
      const event = this.#line(this.#rest.slice(from, end.index));
      if (event) {
        events.push(event);
      }
      from = ends.lastIndex;
    }
    this.#rest = this.#rest.slice(from);
    return events;
  }

  #line(line) {
    if (line === "") {
      const { name, data } = this.#event;
      this.#event = { name: "message", data: [] };
      return data.length === 0 ? null : { name, data: data.join("\n"), id: this.lastId };
    }
    const colon = line.indexOf(":");
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
    if (field === "data") {
      this.#event.data.push(value);
    } else if (field === "event") {
      this.#event.name = value;
    } else if (field === "id") {
      this.lastId = value;
    } else if (field === "retry" && /^\d+$/.test(value)) {
      this.retry = Number(value);
    }
    return null;
  }
}

export class EventStream {
  #path;
  #listener;
  #controller = null;
  #failures = 0;
  #timer = null;
  #retry = 2_000;

  /**
   * @param path answers what to ask for, at each connection anew
   * @param listener has `event(event)` and `state(name, words)`
   */
  constructor(path, listener) {
    this.#path = path;
    this.#listener = listener;
  }

  /** Connects, now; from the beginning if it was connected. */
  connect() {
    clearTimeout(this.#timer);
    this.#controller?.abort();
    const controller = new AbortController();
    this.#controller = controller;
    this.#listener.state("connecting", "connecting…");
    this.#read(controller).then(
      () => this.#again(controller, "the server ended the feed"),
      (error) => this.#again(controller, error.status ? error.message : "no connection", error.status),
    );
  }

  async #read(controller) {
    const response = await request(this.#path(), { signal: controller.signal, headers: { Accept: "text/event-stream" } });
    if (!response.ok) {
      throw await errorOf(response);
    }
    this.#failures = 0;
    this.#listener.state("live", "live");
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    const parser = new EventParser();
    for (;;) {
      // A line that is dead without having been closed is noticed by the heartbeats that fail to come.
      const silence = setTimeout(() => controller.abort(), LONGEST_SILENCE);
      const { done, value } = await reader.read().finally(() => clearTimeout(silence));
      if (done) {
        return;
      }
      parser.take(value).forEach((event) => this.#listener.event(event));
      this.#retry = parser.retry ?? this.#retry;
    }
  }

  #again(controller, why, status) {
    if (controller !== this.#controller) {
      return; // another connection has taken its place
    }
    if (status === 401 || status === 403) {
      this.#listener.state("refused", why);
      return; // until there is another token
    }
    const wait = Math.min(LONGEST_WAIT, this.#retry * 2 ** Math.min(this.#failures, 6));
    this.#failures++;
    this.#listener.state("lost", `${why}; again in ${Math.round(wait / 1000)} s`);
    this.#timer = setTimeout(() => this.connect(), wait);
  }
}
