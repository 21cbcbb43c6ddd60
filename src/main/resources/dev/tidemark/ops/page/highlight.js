/** Text with its entities marked: by colour, and by the type in letters. */
import { el } from "./dom.js";
import { pieces, usable } from "./spans.js";

/** These always have the same colours; other types share the rest. */
const KNOWN = ["PER", "ORG", "LOC", "MISC"];
const COLOURS = 8;

export function colourOf(type) {
  const known = KNOWN.indexOf(type);
  if (known >= 0) {
    return known;
  }
  let hash = 0;
  for (const character of type) {
    hash = (31 * hash + character.codePointAt(0)) % 65521;
  }
  return KNOWN.length + (hash % (COLOURS - KNOWN.length));
}

/**
 * The nodes that show a text. Their text content is the text itself, nothing more: the type is
 * written by the style sheet (from data-type), so offsets in the page are offsets in the text.
 */
export function highlighted(text, entities, describe = () => ({})) {
  return pieces(text, usable(text, entities)).map((piece) =>
    piece.entity === null
      ? document.createTextNode(piece.text)
      : el(
          "mark",
          {
            title: typeof piece.entity.score === "number" ? `${piece.entity.type}, ${piece.entity.score.toFixed(3)}` : piece.entity.type,
            ...describe(piece.entity),
            data: {
              type: piece.entity.type,
              colour: colourOf(piece.entity.type),
              start: piece.entity.start,
              end: piece.entity.end,
            },
          },
          piece.text,
        ),
  );
}

/** What fits where a text is masked. */
export function fillsOf(record) {
  const fills = Array.isArray(record.fills) ? record.fills : [];
  return fills.map((fill) =>
    el(
      "p",
      { className: "fills" },
      el("code", {}, String(record.text ?? "").slice(fill.start, fill.end)),
      ...(fill.candidates ?? []).map((candidate) =>
        el("span", { className: "candidate" }, String(candidate.token), " ", el("small", {}, Number(candidate.score).toFixed(3))),
      ),
    ),
  );
}
