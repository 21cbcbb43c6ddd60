/** Between offsets in a text and places in the element that shows it; their text content is the same. */

/** Offsets of what is selected in the element, in order; null where nothing in it is. */
export function offsetsOf(element) {
  const selection = getSelection();
  if (selection.rangeCount === 0) {
    return null;
  }
  const range = selection.getRangeAt(0);
  if (!element.contains(range.startContainer) || !element.contains(range.endContainer)) {
    return null;
  }
  return [offset(element, range.startContainer, range.startOffset), offset(element, range.endContainer, range.endOffset)];
}

function offset(element, node, within) {
  const before = document.createRange();
  before.selectNodeContents(element);
  before.setEnd(node, within);
  return before.toString().length; // code units of the text nodes; the style sheet's labels are none
}

/** Shows a span as chosen, and brings it into view; null takes the sign away. */
export function showChosen(element, span) {
  CSS.highlights?.delete("chosen");
  getSelection().removeAllRanges();
  if (span === null) {
    return;
  }
  const range = document.createRange();
  range.setStart(...place(element, span.start, false));
  range.setEnd(...place(element, span.end, true));
  if (CSS.highlights) {
    CSS.highlights.set("chosen", new Highlight(range));
  } else {
    getSelection().addRange(range);
  }
  const at = range.getBoundingClientRect();
  const box = element.getBoundingClientRect();
  if (at.top < box.top || at.bottom > box.bottom) {
    element.scrollTop += at.top - box.top - box.height / 3;
  }
}

/** The text node that an offset falls into, and where in it. */
function place(element, at, asEnd) {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  let passed = 0;
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const end = passed + node.length;
    if (at < end || (asEnd && at === end)) {
      return [node, at - passed];
    }
    passed = end;
  }
  return [element, element.childNodes.length];
}
