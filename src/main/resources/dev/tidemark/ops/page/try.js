/** Try-outs: what the live model says about a text, and which words it would put for a mask. */
import { post } from "./api.js";
import { byId, el, showProblem } from "./dom.js";
import { fillsOf, highlighted } from "./highlight.js";

export function listenToTries() {
  onSubmit("tag-form", "tag-result", async () => shown(await post("tag", { text: byId("tag-text").value })));
  onSubmit("fill-form", "fill-result", async () => {
    const targets = byId("fill-targets").value.split(",").map((word) => word.trim()).filter(Boolean);
    return shown(
      await post("fill-mask", {
        text: byId("fill-text").value,
        top_k: Number(byId("fill-top").value) || 5,
        ...(targets.length > 0 ? { targets } : {}),
      }),
    );
  });
}

function shown(record) {
  return [
    el("p", { className: "text" }, ...highlighted(String(record.text ?? ""), record.entities)),
    ...fillsOf(record),
    el("p", { className: "quiet" }, `by ${Object.values(record.model ?? {}).filter((v, i, all) => all.indexOf(v) === i).join(", ")}`),
  ];
}

function onSubmit(form, result, act) {
  byId(form).addEventListener("submit", async (event) => {
    event.preventDefault();
    const button = byId(form).querySelector("button[type=submit]");
    button.disabled = true;
    try {
      byId(result).replaceChildren(...(await act()));
    } catch (error) {
      const problem = el("p", { className: "problem" });
      showProblem(problem, error);
      byId(result).replaceChildren(problem);
    } finally {
      button.disabled = false;
    }
  });
}
