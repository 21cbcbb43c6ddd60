/** What the holder of this tab's token may do; buttons that need more say so. */
import { get, hasToken } from "./api.js";
import { byId } from "./dom.js";

const WORDS = { annotate: "correct", operate: "promote and roll back" };
let roles = [];
let name = null;

/** Whose token it is; null where the server does not know. */
export function whose() {
  return name;
}

export function may(role) {
  return roles.includes(role);
}

/** Why not, in words; empty where one may. */
export function whyNot(role) {
  if (may(role)) {
    return "";
  }
  return hasToken()
    ? `Your token does not let you ${WORDS[role]}: it takes the role ${role}.`
    : `To ${WORDS[role]}, enter a token with the role ${role}.`;
}

/** Asks the server, and sets every button that has data-needs; throws what the server says. */
export async function refreshSession() {
  try {
    const session = await get("session");
    roles = Array.isArray(session.roles) ? session.roles : [];
    name = session.name ?? null;
  } catch (error) {
    roles = [];
    name = null;
    throw error;
  } finally {
    applyRoles(document);
    byId("roles").textContent = roles.length > 0 ? `${name ?? ""} may ${roles.join(", ")}`.trim() : "";
    byId("roles").dataset.roles = roles.join(" ");
  }
}

/** For what was built since. */
export function applyRoles(root) {
  for (const button of root.querySelectorAll("[data-needs]")) {
    const why = whyNot(button.dataset.needs);
    button.disabled = why !== "";
    button.title = why;
  }
  for (const place of root.querySelectorAll("[data-why]")) {
    place.textContent = whyNot(place.dataset.why);
  }
}
