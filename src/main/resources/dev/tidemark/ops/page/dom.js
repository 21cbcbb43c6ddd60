/**
 * The only way by which text enters the page: as text. Nothing here, or anywhere else on the page,
 * reads a string as HTML, so a text that holds <script> is shown as it is.
 */

/** The element of that id. */
export function byId(id) {
  return document.getElementById(id);
}

/**
 * Builds an element: el("p", { className: "quiet", data: { id: 7 } }, "text", child).
 * Attributes with a dash and `role` are set as attributes, `data` fills the data-… ones, `on…` listens.
 */
export function el(name, properties = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (key === "data") {
      Object.assign(element.dataset, value);
    } else if (key.startsWith("on")) {
      element.addEventListener(key.slice(2), value);
    } else if (key.includes("-") || key === "role") {
      element.setAttribute(key, value);
    } else {
      element[key] = value;
    }
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

/** Puts an error where it is read, or takes it away when there is none. */
export function showProblem(element, problem) {
  const words = problem ? problem.message || String(problem) : "";
  if (element.textContent !== words) {
    element.textContent = words; // the same once more would be read out once more
  }
  element.hidden = !problem;
}

/** For screen readers, politely. What is seen on the page anyway need not be said. */
export function announce(text) {
  byId("announcements").textContent = text;
}

/** 0.9924761 → "99 %"; "–" for what is no number. */
export function percent(value, digits = 0) {
  return typeof value === "number" ? `${(100 * value).toFixed(digits)} %` : "–";
}

/** A time of the server in the reader's own zone. */
export function time(iso) {
  const date = new Date(iso);
  return Number.isNaN(date.getTime())
    ? String(iso ?? "")
    : date.toLocaleString(undefined, { dateStyle: "medium", timeStyle: "medium" });
}

/** A table whose wide content scrolls in itself, not the page. */
export function table(caption, headings, rows) {
  return el(
    "div",
    { className: "scroll", tabIndex: 0, role: "region", "aria-label": caption },
    el(
      "table",
      {},
      el("thead", {}, el("tr", {}, ...headings.map((h) => el("th", { scope: "col" }, h)))),
      el("tbody", {}, ...rows.map((cells) => el("tr", {}, ...cells.map((c) => el("td", {}, c ?? ""))))),
    ),
  );
}
