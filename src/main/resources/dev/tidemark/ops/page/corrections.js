/** Corrections on their way: sent, and what became of them. */
import { get, post } from "./api.js";
import { announce, byId, el, table, time } from "./dom.js";
import { plain } from "./spans.js";

const LOOK = 1_000;
const WORDS = { sent: "… sent", pending: "… being checked", accepted: "✓ accepted", rejected: "✗ rejected" };
const sent = [];
let looking = null;

/** Sends what is true of a text; where the verdict stands is up to the item. */
export async function sendCorrection(item, record, entities) {
  const at = new Date().toISOString(); // tells it from an earlier correction of the same text
  const annotator = sessionStorage.getItem("tidemark-annotator");
  const answer = await post("corrections", {
    id: record.id,
    text: record.text,
    entities: plain(entities),
    at,
    ...(typeof record.model?.ner === "string" ? { model: record.model.ner } : {}),
    ...(annotator ? { annotator } : {}),
  });
  show(item, { status: "sent" });
  sent.push({ item, id: String(answer.id), key: answer.key, at });
  announce("Correction sent");
  look();
}

/** Asks what became of what was sent, until nothing is open. */
function look() {
  clearTimeout(looking);
  looking = setTimeout(async () => {
    try {
      settle((await get("corrections?limit=100")).corrections ?? []);
    } catch {
      // The next look may do better; the feed shows whether there is a connection.
    }
    if (sent.length > 0) {
      look();
    }
  }, LOOK);
}

function settle(known) {
  for (const mine of [...sent]) {
    const found = known.find((each) => each.key === mine.key && String(each.id) === mine.id && Date.parse(each.at) === Date.parse(mine.at));
    if (!found) {
      continue;
    }
    show(mine.item, found);
    if (found.status !== "pending") {
      sent.splice(sent.indexOf(mine), 1);
      announce(`Correction ${found.status}${found.reason ? `: ${found.reason}` : ""}`);
    }
  }
}

function show(item, { status, reason }) {
  const verdict = item.querySelector(".verdict");
  verdict.textContent = (WORDS[status] ?? status) + (reason ? `: ${reason}` : "");
  verdict.dataset.status = status;
}

/** The panel: the last ones, whoever made them. */
export async function showCorrections() {
  const { corrections = [] } = await get("corrections?limit=100");
  const rows = corrections.map((each) => [
    time(each.at),
    String(each.id),
    each.annotator ?? "",
    el("span", { className: "verdict", data: { status: each.status } }, WORDS[each.status] ?? each.status),
    each.reason ?? "",
  ]);
  byId("corrections-list").replaceChildren(
    corrections.length === 0
      ? el("p", { className: "quiet" }, "No corrections yet.")
      : table("The last corrections", ["When", "Text", "By", "Status", "Reason"], rows),
  );
}
