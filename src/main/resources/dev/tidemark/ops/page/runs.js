/** Training runs: the one under way with its progress, and how the others ended. */
import { get } from "./api.js";
import { byId, el, time } from "./dom.js";
import { gateReport } from "./gate.js";

const WORDS = {
  started: "under way: preparing",
  training: "under way: training",
  promoted: "promoted",
  rejected: "not promoted",
  failed: "failed",
};
let drawn = "";

export async function showRuns() {
  const { runs = [] } = await get("runs");
  const same = JSON.stringify(runs);
  if (same === drawn) {
    return;
  }
  drawn = same;
  byId("runs-list").replaceChildren(
    ...(runs.length === 0
      ? [el("p", { className: "quiet" }, "No run yet. A run begins when enough corrections have come in.")]
      : runs.map(card)),
  );
}

function card(run) {
  const facts = [
    run.trigger,
    run.corrections !== undefined ? `${run.corrections} corrections` : null,
    run.train !== undefined ? `${run.train} sentences to learn` : null,
    run.rehearsal !== undefined ? `${run.rehearsal} to rehearse` : null,
    run.held_out !== undefined ? `${run.held_out} held out` : null,
    run.epoch !== undefined ? `epoch ${run.epoch}` : null,
    typeof run.train_loss === "number" ? `loss ${run.train_loss.toFixed(4)}` : null,
    run.reason,
  ].filter(Boolean);
  return el(
    "article",
    { className: "card", data: { event: run.event } },
    el("h3", {}, time(run.at), el("span", { className: "badge" }, WORDS[run.event] ?? run.event), run.model ? ` ${run.model}` : null),
    ...progress(run),
    el("p", { className: "facts" }, ...facts.map((fact) => el("span", {}, String(fact)))),
    run.gate ? el("details", {}, el("summary", {}, "Gate report"), gateReport(run.gate)) : null,
  );
}

function progress(run) {
  if (run.event !== "started" && run.event !== "training") {
    return [];
  }
  const known = typeof run.step === "number" && typeof run.steps === "number" && run.steps > 0;
  const bar = el("progress", { "aria-label": "Progress of the run" });
  if (known) {
    bar.max = run.steps;
    bar.value = run.step;
  }
  return [el("p", { className: "bar" }, bar, el("span", {}, known ? `step ${run.step} of ${run.steps}` : ""))];
}
