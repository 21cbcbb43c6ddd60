/** Asks before something that everybody notices, and for a reason to write down. */
import { byId, showProblem } from "./dom.js";

let act = null;

/** @param act a promise of (reason); what it throws is shown, and the question stays */
export function confirm({ title, text, yes, reason = "" }, action) {
  act = action;
  byId("confirm-title").textContent = title;
  byId("confirm-text").textContent = text;
  byId("confirm-yes").textContent = yes;
  byId("confirm-yes").disabled = false;
  byId("confirm-reason").value = reason;
  showProblem(byId("confirm-problem"), null);
  byId("confirm").showModal();
  byId("confirm-reason").focus();
}

export function listenToConfirm() {
  byId("confirm-no").addEventListener("click", () => byId("confirm").close());
  byId("confirm-form").addEventListener("submit", async (event) => {
    event.preventDefault();
    byId("confirm-yes").disabled = true;
    try {
      await act(byId("confirm-reason").value.trim());
      byId("confirm").close();
    } catch (error) {
      showProblem(byId("confirm-problem"), error);
    } finally {
      byId("confirm-yes").disabled = false;
    }
  });
}
