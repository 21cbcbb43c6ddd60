/**
 * Spans of a text: `{ type, start, end }`, offsets in UTF-16 code units, the end exclusive. These are
 * JavaScript's own string indices, so text.slice(start, end) is the entity. All of it is pure.
 */

const WORDS = new Intl.Segmenter("en", { granularity: "word" });
const CHARACTERS = new Intl.Segmenter("en", { granularity: "grapheme" });

/** What the arrow keys stop at: words, signs, emoji; everything but white space. */
export function words(text) {
  const found = [];
  for (const { segment, index } of WORDS.segment(text)) {
    if (segment.trim() !== "") {
      found.push({ start: index, end: index + segment.length });
    }
  }
  return found;
}

/** The entities that can be shown, in order: whole numbers, within the text, none over another. */
export function usable(text, entities) {
  const fits = (e) =>
    e !== null &&
    typeof e === "object" &&
    Number.isInteger(e.start) &&
    Number.isInteger(e.end) &&
    0 <= e.start &&
    e.start < e.end &&
    e.end <= text.length;
  const sorted = (Array.isArray(entities) ? entities : []).filter(fits);
  sorted.sort((a, b) => a.start - b.start || b.end - a.end);
  const kept = [];
  for (const entity of sorted) {
    if (kept.length === 0 || kept[kept.length - 1].end <= entity.start) {
      kept.push({ ...entity, type: String(entity.type) });
    }
  }
  return kept;
}

/** The text in pieces, with the entity each piece is; joined they are the text. */
export function pieces(text, entities) {
  const parts = [];
  let at = 0;
  for (const entity of entities) {
    if (at < entity.start) {
      parts.push({ text: text.slice(at, entity.start), start: at, entity: null });
    }
    parts.push({ text: text.slice(entity.start, entity.end), start: entity.start, entity });
    at = entity.end;
  }
  if (at < text.length) {
    parts.push({ text: text.slice(at), start: at, entity: null });
  }
  return parts;
}

export function overlapping(entities, span) {
  return entities.filter((e) => e.start < span.end && span.start < e.end);
}

/** With the span as an entity of that type, in place of whatever it touches. */
export function withEntity(entities, span, type) {
  const touched = overlapping(entities, span);
  const rest = entities.filter((e) => !touched.includes(e));
  return [...rest, { type, start: span.start, end: span.end }].sort((a, b) => a.start - b.start);
}

export function withoutEntities(entities, span) {
  const touched = overlapping(entities, span);
  return entities.filter((e) => !touched.includes(e));
}

/** Without white space at its ends, and never half a character; null where nothing is left. */
export function tidy(text, start, end) {
  let from = wholeCharacter(text, Math.max(0, Math.min(start, end)), -1);
  let to = wholeCharacter(text, Math.min(text.length, Math.max(start, end)), 1);
  while (from < to && text[from].trim() === "") {
    from++;
  }
  while (from < to && text[to - 1].trim() === "") {
    to--;
  }
  return from < to ? { start: from, end: to } : null;
}

/** Moves an offset out of a surrogate pair. */
function wholeCharacter(text, at, step) {
  const inside = at > 0 && at < text.length && /[\uD800-\uDBFF]/.test(text[at - 1]) && /[\uDC00-\uDFFF]/.test(text[at]);
  return inside ? at + step : at;
}

/** The offset one character on or back, an emoji of several code units being one character. */
export function stepCharacter(text, at, forward) {
  if (forward) {
    const next = CHARACTERS.segment(text).containing(at);
    return next ? next.index + next.segment.length : text.length;
  }
  return at > 0 ? CHARACTERS.segment(text).containing(at - 1).index : 0;
}

/** What the API takes: type and offsets, nothing else. */
export function plain(entities) {
  return entities.map(({ type, start, end }) => ({ type, start, end }));
}

export function sameEntities(one, other) {
  return JSON.stringify(plain(one)) === JSON.stringify(plain(other));
}
