// The socket of one seat: the stock Socket.IO client, and what its silences and farewells mean.

import { io } from "/vendor/socket.io.esm.min.js";
import { record } from "./log.js";

const PATIENCE = 10_000; // ms for an acknowledgement; the server promises less

/** Events after which the server sends this socket away for good, and why that is. */
const FAREWELLS = {
  "room:closed": ({ reason }) => reason,
  "user:kicked": () => "KICKED",
  "error:room": ({ code }) => (code === "SESSION_REPLACED" ? code : null),
};

/** The network is back, or a phone awake. */
const RETURNS = [[window, "online"], [document, "visibilitychange"]];

export class Connection {
  #socket;
  #hearer;
  #isOver = false;
  #isMember = true;
  #hurry = () => this.#connectAtOnce();

  /**
   * Connects. The hearer is told: `event(name, payload)`; `lost()` when the connection is gone
   * and will be back by itself; `wait(seconds)` when the server wants a pause before that;
   * `end(reason)`, once, when it is over.
   */
  constructor(seat, hearer) {
    this.#hearer = hearer;
    this.#socket = io("/rooms", { auth: (give) => give(presented(seat)), forceNew: true });
    this.#socket.on("connect", () => this.#noticed("connect", this.#transport()));
    this.#socket.on("disconnect", (reason) => this.#disconnected(reason));
    this.#socket.on("connect_error", (error) => this.#refused(error));
    this.#socket.onAny((name, payload) => this.#heard(name, payload));
    for (const [target, event] of RETURNS) target.addEventListener(event, this.#hurry);
  }

  /** Sends a command. Returns null when it is done, or the code of why it is not. */
  async command(name, payload) {
    if (!this.#socket.connected) return "NOT_CONNECTED"; // the client would send it some time later
    record({ way: "out", name, content: payload });
    const socket = this.#socket.timeout(PATIENCE);
    try {
      const answer = await socket.emitWithAck(name, ...(payload ? [payload] : []));
      record({ way: "in", name: `ack ${name}`, content: answer });
      return answer.ok ? null : answer.error.code;
    } catch (error) {
      this.#noticed(`no ack ${name}`, error.message);
      return "NO_ANSWER";
    }
  }

  /** It is over, for this reason. */
  end(reason) {
    if (this.#isOver) return;
    this.stop();
    this.#hearer.end(reason);
  }

  /** Hang up. The member stays one, and is away. */
  stop() {
    this.#isOver = true;
    for (const [target, event] of RETURNS) target.removeEventListener(event, this.#hurry);
    this.#socket.disconnect();
  }

  #heard(name, payload) {
    record({ way: "in", name, content: payload });
    if (this.#isOver) return;
    // The last word counts: said earlier, it was of somebody whom a command had named.
    this.#isMember = !(name === "error:room" && payload.code === "MEMBER_NOT_FOUND");
    this.#hearer.event(name, payload);
    const reason = FAREWELLS[name]?.(payload);
    if (reason) this.end(reason);
  }

  #disconnected(reason) {
    this.#noticed("disconnect", reason);
    if (this.#isOver) return;
    if (this.#socket.active) this.#hearer.lost();
    else this.end(this.#isMember ? "SENT_AWAY" : "MEMBER_NOT_FOUND");
  }

  #refused(error) {
    this.#noticed("connect_error", { message: error.message, ...error.data });
    if (this.#isOver) return;
    if (this.#socket.active) this.#hearer.lost();
    else if (error.data?.code === "RATE_LIMITED") this.#pause(error.data.retryAfter);
    else this.end(error.data?.code ?? "SENT_AWAY");
  }

  #pause(seconds) {
    this.#hearer.wait(seconds);
    setTimeout(() => this.#isOver || this.#socket.connect(), seconds * 1000);
  }

  /** Not at the end of a pause that may have grown long. */
  #connectAtOnce() {
    if (document.hidden || !this.#socket.active || this.#socket.connected) return;
    this.#socket.disconnect().connect();
  }

  #transport() {
    const { engine } = this.#socket.io;
    engine.once("upgrade", ({ name }) => this.#noticed("upgrade", { transport: name }));
    return { transport: engine.transport.name };
  }

  #noticed(name, content) {
    record({ way: "own", name, content });
  }
}

/** What opens the door: always the newest token. */
function presented({ token }) {
  record({ way: "out", name: "connect /rooms", content: { token } });
  return { token };
}
