/** The REST API of this server, and the token it is asked with. */

const TOKEN = "tidemark-token";

/** An answer that is an error, with the server's own words. */
export class ApiError extends Error {
  constructor(status, code, message) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/**
 * Takes `#token=…` out of the address, so that it stays neither there nor in the history. A token
 * lives as long as the tab.
 */
export function takeTokenFromAddress() {
  const match = /^#token=(.+)$/.exec(location.hash);
  if (match) {
    let token = match[1];
    try {
      token = decodeURIComponent(token);
    } catch {
      // It was not encoded then.
    }
    sessionStorage.setItem(TOKEN, token);
    history.replaceState(null, "", location.pathname + location.search);
  }
}

export function setToken(token) {
  if (token) {
    sessionStorage.setItem(TOKEN, token);
  } else {
    sessionStorage.removeItem(TOKEN);
  }
}

export function hasToken() {
  return sessionStorage.getItem(TOKEN) !== null;
}

/** A request as the server wants it; answers the response, whatever its status. */
export function request(path, options = {}) {
  const token = sessionStorage.getItem(TOKEN);
  const headers = { ...(options.headers ?? {}) };
  if (token) {
    headers.Authorization = `Bearer ${token}`;
  }
  return fetch(`api/v1/${path}`, {
    ...options,
    headers,
    cache: "no-store",
    credentials: "omit",
    redirect: "error",
  });
}

/** What an unsuccessful response says. */
export async function errorOf(response) {
  let error = {};
  try {
    error = (await response.json()).error ?? {};
  } catch {
    // Not from the API: a proxy, perhaps.
  }
  const said = error.message ?? `the server answered ${response.status} ${response.statusText}`;
  return new ApiError(response.status, error.code ?? "", said);
}

async function answer(path, options) {
  let response;
  try {
    response = await request(path, options);
  } catch {
    throw new ApiError(0, "unreachable", "The server cannot be reached. Is Tidemark still running?");
  }
  if (!response.ok) {
    throw await errorOf(response);
  }
  return response.json();
}

export function get(path) {
  return answer(path, {});
}

export function post(path, body) {
  return answer(path, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
}
