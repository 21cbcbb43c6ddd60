/** A gate report, for people: what was decided, why, and on which figures. */
import { el, percent, table } from "./dom.js";

export function gateReport(gate) {
  if (!gate || typeof gate !== "object") {
    return el("p", { className: "quiet" }, "No gate report: this version was not made by the trainer.");
  }
  const candidate = gate.candidate ?? {};
  const incumbent = gate.incumbent ?? {};
  const rows = [
    figures("Held-out corrections, F1", candidate.corrections_f1, incumbent.corrections_f1),
    figures("Golden set, F1", candidate.golden_f1, incumbent.golden_f1),
    ...byType("Corrections", candidate.corrections_types, incumbent.corrections_types),
    ...byType("Golden set", candidate.golden_types, incumbent.golden_types),
  ];
  return el(
    "div",
    { className: "gate" },
    el("p", {}, el("strong", {}, gate.promoted ? "Passed. " : "Refused. "), String(gate.reason ?? "")),
    table("Gate report", ["", "Candidate", "Before", "Change"], rows),
    el("p", { className: "quiet" }, `p = ${number(gate.p_value)}; ${gate.held_out_corrections ?? "?"} corrections held out, ${gate.golden_sentences ?? "?"} golden sentences`),
  );
}

function byType(title, candidate = {}, incumbent = {}) {
  const types = [...new Set([...Object.keys(candidate), ...Object.keys(incumbent)])].sort();
  return types.map((type) => figures(`${title}: ${type}`, candidate[type], incumbent[type]));
}

function figures(name, candidate, incumbent) {
  const both = typeof candidate === "number" && typeof incumbent === "number";
  const change = both ? 100 * (candidate - incumbent) : 0;
  const signed = both ? `${change < 0 ? "−" : "+"}${Math.abs(change).toFixed(1)}` : "";
  return [name, percent(candidate, 1), percent(incumbent, 1), signed];
}

function number(value) {
  return typeof value === "number" ? value.toPrecision(2) : "–";
}
