// What went over the wire, for developers: every request, answer, event and acknowledgement.

const MOST = 500;
const SECRET = /token|authorization|idempotency-key/i;

let entries = [];
const listeners = new Set();

/** Remember it. `way` is `out`, `in`, or `own` for what the client itself has noticed. */
export function record({ way, name, content }) {
  const entry = { at: new Date(), way, name, content: textOf(content) };
  entries = [...entries, entry].slice(-MOST);
  for (const listener of listeners) listener(entry);
}

export function clear() {
  entries = [];
}

export function recorded() {
  return entries;
}

export function onRecord(listener) {
  listeners.add(listener);
}

/** As JSON. A token or key is worth a seat: without, the log may be shown to anybody. */
function textOf(content) {
  if (content === undefined || content === null) return "";
  return JSON.stringify(content, (key, value) => (SECRET.test(key) ? shortened(value) : value));
}

function shortened(value) {
  if (typeof value !== "string") return value;
  const bearer = /^Bearer /.exec(value)?.[0] ?? "";
  return bearer + value.slice(bearer.length, bearer.length + 8) + "…";
}
