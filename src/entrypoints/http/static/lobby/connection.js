// The socket of one seat: the stock Socket.IO client, and what its silences and farewells mean.

import { io } from "/vendor/socket.io.esm.min.js";
import { record } from "./log.js";

const PATIENCE = 10_000; // ms for an acknowledgement; the server promises less

/** When the network is back, or a phone awake. */
const RETURNS = [[window, "online"], [document, "visibilitychange"]];

/** Events after which the server sends this socket away for good, and why that is. */
const FAREWELLS = {
  "room:closed": ({ reason }) => reason,
  "user:kicked": () => "KICKED",
  "error:room": ({ code }) => (code === "SESSION_REPLACED" ? code : null),
};

/**
 * Connects. `on` hears: `event(name, payload)`; `lost()` when the connection is gone and will be
 * back by itself; `wait(seconds)` when the server wants a pause before; `end(reason)`, once, when
 * it is over.
 */
export function connect(seat, on) {
  const socket = io("/rooms", { auth: (give) => give({ token: seat.token }), forceNew: true });
  let isOver = false;
  let lastError = null;

  function stop() {
    isOver = true;
    for (const [target, event] of RETURNS) target.removeEventListener(event, hurry);
    socket.disconnect();
  }

  function end(reason) {
    if (isOver) return;
    stop();
    on.end(reason);
  }

  /** Try now, not at the end of a pause that has grown long. */
  function hurry() {
    if (socket.active && !socket.connected) socket.disconnect().connect();
  }

  for (const [target, event] of RETURNS) target.addEventListener(event, hurry);

  socket.onAny((name, payload) => {
    record({ way: "in", name, content: payload });
    if (isOver) return;
    if (name === "error:room") lastError = payload.code;
    on.event(name, payload);
    const reason = FAREWELLS[name]?.(payload);
    if (reason) end(reason);
  });

  socket.on("connect", () => record({ way: "own", name: "connect", content: { transport: socket.io.engine.transport.name } }));

  socket.on("disconnect", (reason) => {
    record({ way: "own", name: "disconnect", content: reason });
    if (isOver) return;
    if (socket.active) on.lost();
    else end(lastError ?? "SENT_AWAY");
  });

  socket.on("connect_error", (error) => {
    record({ way: "own", name: "connect_error", content: { message: error.message, ...error.data } });
    if (isOver) return;
    if (socket.active) on.lost();
    else if (error.data?.code === "RATE_LIMITED") pause(error.data.retryAfter);
    else end(error.data?.code ?? "SENT_AWAY");
  });

  function pause(seconds) {
    on.wait(seconds);
    setTimeout(() => isOver || socket.connect(), seconds * 1000);
  }

  return { command: (name, payload) => command(socket, name, payload), end, stop };
}

/** Sends a command. Returns null when it is done, or the code of why it is not. */
async function command(socket, name, payload) {
  if (!socket.connected) return "NOT_CONNECTED"; // the stock client would send it some time later
  record({ way: "out", name, content: payload });
  try {
    const answer = await socket.timeout(PATIENCE).emitWithAck(name, ...(payload ? [payload] : []));
    record({ way: "in", name: `ack ${name}`, content: answer });
    return answer.ok ? null : answer.error.code;
  } catch (error) {
    record({ way: "own", name: `no ack ${name}`, content: error.message });
    return "NO_ANSWER";
  }
}
