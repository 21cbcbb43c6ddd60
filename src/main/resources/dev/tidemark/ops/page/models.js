/** The model store, what is live, and the two things an operator does about it. */
import { get, post } from "./api.js";
import { confirm } from "./confirm.js";
import { announce, byId, el, time } from "./dom.js";
import { gateReport } from "./gate.js";
import { applyRoles } from "./session.js";

let drawn = "";

export async function showModels() {
  const answer = await get("models");
  const same = JSON.stringify(answer);
  if (same === drawn) {
    return; // what is unfolded, and where the focus is, stays
  }
  drawn = same;
  const live = answer.live ?? {};
  const versions = [...(answer.versions ?? [])].sort((a, b) => String(b.created).localeCompare(String(a.created)));
  const aliases = Object.entries(live).map(([alias, model]) => `${alias}: ${model}`);
  byId("live-models").textContent =
    aliases.length > 0 ? `Live — ${aliases.join(", ")}` : "Nothing was promoted yet: the model of the settings serves.";
  byId("models-list").replaceChildren(
    ...(versions.length === 0
      ? [el("p", { className: "quiet" }, "The model store holds no version yet. The trainer publishes one when it has learnt something.")]
      : versions.map((version) => card(version, Object.values(live).includes(version.version)))),
  );
  applyRoles(byId("models-panel"));
}

function card(model, isLive) {
  const facts = [
    model.parent ? `from ${model.parent}` : null,
    model.created ? time(model.created) : null,
    ...Object.entries(model.metrics ?? {}).map(([name, value]) => `${name} ${short(value)}`),
  ].filter(Boolean);
  return el(
    "article",
    { className: isLive ? "card live" : "card", data: { version: model.version } },
    el(
      "h3",
      {},
      model.version,
      isLive ? el("span", { className: "badge" }, "live") : null,
      " ",
      model.gate ? el("span", { className: "quiet" }, model.gate.promoted ? "passed the gate" : "refused by the gate") : null,
    ),
    el("p", { className: "facts" }, ...facts.map((fact) => el("span", {}, fact))),
    el("details", {}, el("summary", {}, "Gate report"), gateReport(model.gate)),
    el(
      "p",
      { className: "bar" },
      isLive
        ? el("span", { className: "quiet" }, "This one serves now.")
        : el("button", { type: "button", data: { needs: "operate" }, onclick: () => askToPromote(model.version) }, `Promote ${model.version}…`),
    ),
  );
}

function short(value) {
  if (typeof value === "number") {
    return Number.isInteger(value) ? String(value) : value.toFixed(4);
  }
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

function askToPromote(version) {
  const question = {
    title: `Promote ${version}?`,
    text: "Every tagger swaps to it within seconds, without stopping. Roll back returns to what serves now.",
    yes: `Promote ${version}`,
  };
  confirm(question, async (reason) => {
    await post("models/promote", { version, reason });
    announce(`${version} is promoted`);
    await showModels();
  });
}

export function askToRollBack() {
  const question = {
    title: "Roll back?",
    text: "Every tagger goes back to the model that served before this one, without stopping.",
    yes: "Roll back",
  };
  confirm(question, async (reason) => {
    await post("models/rollback", { reason });
    announce("Rolled back");
    await showModels();
  });
}
