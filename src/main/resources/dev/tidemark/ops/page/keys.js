/** Shortcuts of the page. Those of the correction mode are the editor's; both are told of under `?`. */
import { byId, el, table } from "./dom.js";

const EVERYWHERE = [
  ["j", "next item (the feed stands still)"],
  ["k", "item before"],
  ["c", "correct the item with the focus, or the newest"],
  ["p", "pause the feed, or let it go on"],
  ["f", "filters"],
  ["1 2 3 4 5", "feed, corrections, models, runs, try-outs"],
  ["?", "this list"],
];

const CORRECTING = [
  ["← →", "word before, next word"],
  ["Home End", "first word, last word"],
  ["Shift and these", "choose several words"],
  ["Alt ← →", "end of what is chosen, by one character"],
  ["Alt Shift ← →", "its beginning, by one character"],
  ["↑ ↓", "entity before, next entity"],
  ["1 … 9", "give what is chosen that type"],
  ["Delete", "what is chosen is no entity"],
  ["z", "undo"],
  ["Enter", "send"],
  ["Esc", "leave without sending"],
];

/** @param actions by key */
export function listenToKeys(actions) {
  document.addEventListener("keydown", (event) => {
    const busy = document.querySelector("dialog[open]") || event.target.closest("input, textarea, select");
    const action = actions[event.key];
    if (action && !busy && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      action();
    }
  });
  const rows = (keys) => keys.map(([key, does]) => [el("kbd", {}, key), does]);
  byId("help-keys").append(
    el("h3", {}, "Everywhere"),
    table("Keys everywhere", ["Key", "Does"], rows(EVERYWHERE)),
    el("h3", {}, "While correcting"),
    table("Keys while correcting", ["Key", "Does"], rows(CORRECTING)),
  );
}
