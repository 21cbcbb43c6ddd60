/** Puts the parts of the page together. Start reading here; each part is a module of its own. */
import { hasToken, setToken, takeTokenFromAddress } from "./api.js";
import { listenToConfirm } from "./confirm.js";
import { sendCorrection, showCorrections } from "./corrections.js";
import { byId, showProblem } from "./dom.js";
import { Editor } from "./editor.js";
import { Feed } from "./feed.js";
import { listenToKeys } from "./keys.js";
import { askToRollBack, showModels } from "./models.js";
import { showRuns } from "./runs.js";
import { refreshSession, whose } from "./session.js";
import { listenToTries } from "./try.js";

const LOOK_AGAIN = 3_000;
const PANELS = ["feed", "corrections", "models", "runs", "try"];
const RELOAD = { corrections: showCorrections, models: showModels, runs: showRuns };

const editor = new Editor(sendCorrection);
const feed = new Feed((item, record) => editor.open(item, record));

function current() {
  const name = location.hash.slice(1);
  return PANELS.includes(name) ? name : "feed";
}

function showPanel() {
  for (const name of PANELS) {
    byId(`${name}-panel`).hidden = name !== current();
    const link = document.querySelector(`nav a[href="#${name}"]`);
    link.toggleAttribute("aria-current", name === current());
    if (name === current()) {
      link.setAttribute("aria-current", "page");
    }
  }
  reload();
}

async function reload() {
  const show = RELOAD[current()];
  if (!show) {
    return;
  }
  try {
    await show();
    showProblem(byId("problem"), null);
  } catch (error) {
    showProblem(byId("problem"), error);
  }
}

/** With another token everything may be otherwise. */
async function begin() {
  try {
    await refreshSession();
    showProblem(byId("problem"), null);
  } catch (error) {
    showProblem(byId("problem"), error);
    if (error.status === 401 && !hasToken()) {
      openToken();
    }
  }
  feed.connect();
  showPanel();
}

function openToken() {
  byId("token-value").value = "";
  // A token that is a person's says who it is.
  byId("token-annotator").disabled = whose() !== null;
  byId("token-annotator").value = whose() ?? sessionStorage.getItem("tidemark-annotator") ?? "";
  byId("token").showModal();
}

function listen() {
  addEventListener("hashchange", () => (location.hash.startsWith("#token=") ? (takeTokenFromAddress(), begin()) : showPanel()));
  for (const button of document.querySelectorAll("[data-reload]")) {
    button.addEventListener("click", reload);
  }
  byId("rollback").addEventListener("click", askToRollBack);
  byId("token-open").addEventListener("click", openToken);
  byId("token-leave").addEventListener("click", () => byId("token").close());
  byId("help-open").addEventListener("click", () => byId("help").showModal());
  byId("help-leave").addEventListener("click", () => byId("help").close());
  byId("token-form").addEventListener("submit", (event) => {
    event.preventDefault();
    if (!byId("token-annotator").disabled) {
      sessionStorage.setItem("tidemark-annotator", byId("token-annotator").value.trim());
    }
    if (byId("token-value").value.trim() !== "") {
      setToken(byId("token-value").value.trim());
    }
    byId("token").close();
    begin();
  });
  byId("token-forget").addEventListener("click", () => {
    setToken("");
    byId("token").close();
    begin();
  });
  const go = (name) => () => (location.hash = name);
  listenToKeys({
    j: () => feed.move(1),
    k: () => feed.move(-1),
    c: () => feed.correctCurrent(),
    p: () => feed.togglePause(),
    f: () => byId("filter-type").focus(),
    "?": () => byId("help").showModal(),
    ...Object.fromEntries(PANELS.map((name, index) => [String(index + 1), go(name)])),
  });
  listenToConfirm();
  listenToTries();
}

takeTokenFromAddress();
listen();
begin();
setInterval(() => {
  if (document.visibilityState === "visible") {
    reload();
  }
}, LOOK_AGAIN);
