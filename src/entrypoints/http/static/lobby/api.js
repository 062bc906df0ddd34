// The requests of the lobby: create a room, join one, come back to one.

import { record } from "./log.js";

const PATIENCE = 10_000; // ms for an answer

/** Why a request was not done: the server's problem document (RFC 9457), or that none came. */
export class Problem extends Error {
  constructor({ status = 0, code = "NO_ANSWER", detail = "", field, errors }, retryAfter) {
    super(detail || code);
    this.status = status;
    this.code = code;
    this.faults = errors ?? (field ? [{ field, detail }] : []);
    this.retryAfter = retryAfter; // seconds, where the server said it
  }

  /** Whether the same request may be done in a moment. It may even have been done already. */
  get mayPass() {
    return this.status === 0 || this.status === 408 || this.status >= 500;
  }
}

/** `key` makes it safe to send this again: whoever repeats it, gets the same room. */
export function createRoom(wanted, key) {
  return post("/rooms", { "Idempotency-Key": key }, wanted);
}

/** Likewise: the same member. */
export function joinRoom(code, wanted, key) {
  return post(`/rooms/${encodeURIComponent(code)}/join`, { "Idempotency-Key": key }, wanted);
}

/** A new token for an old one. */
export function rejoinRoom(code, token) {
  return post(`/rooms/${encodeURIComponent(code)}/rejoin`, { Authorization: `Bearer ${token}` });
}

async function post(path, headers, body) {
  record({ way: "out", name: `POST ${path}`, content: { ...headers, ...body } });
  const response = await answerTo(path, requestOf(headers, body));
  const content = await response.json().catch(() => null); // from a proxy, it may be a page
  record({ way: "in", name: `${response.status} ${path}`, content });
  if (response.ok && content) return content;
  if (response.ok) throw new Problem({}); // it broke off: whether it was done is unknown
  const retryAfter = Number(response.headers.get("Retry-After")) || undefined;
  throw new Problem({ code: "UNKNOWN_ERROR", ...content, status: response.status }, retryAfter);
}

function requestOf(headers, body) {
  const signal = AbortSignal.timeout(PATIENCE);
  if (!body) return { method: "POST", headers, signal };
  const typed = { ...headers, "Content-Type": "application/json" };
  return { method: "POST", headers: typed, body: JSON.stringify(body), signal };
}

async function answerTo(path, request) {
  try {
    return await fetch(path, request);
  } catch (error) {
    record({ way: "own", name: `no answer ${path}`, content: error.message });
    throw new Problem({});
  }
}
