// A client of the namespace /rooms in raw WebSocket frames, so that the server and not the client
// is what is measured.

import { createRequire } from "node:module";

const installed = createRequire(new URL("../../tests/integration/js/", import.meta.url));
const WebSocket = installed("ws");

const PATIENCE = 20_000;
const LOCK_TOGGLED = '42/rooms,["room:lock_toggled"';
const TOGGLE_LOCK = '42/rooms,["room:toggle_lock"]';

/** Enter with a token. `onLock` is called whenever the lock is heard to be toggled. */
export function enter(base, token, onLock) {
  const url = `ws://${base.host}/socket.io/?EIO=4&transport=websocket`;
  const socket = new WebSocket(url, { perMessageDeflate: false });
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error("connecting took too long")), PATIENCE);
    socket.on("error", reject);
    socket.on("message", (message) => {
      const packet = message.toString();
      if (packet[0] === "0") socket.send(`40/rooms,${JSON.stringify({ token })}`);
      else if (packet[0] === "2") socket.send("3");
      else if (packet.startsWith(LOCK_TOGGLED)) onLock();
      else if (packet.startsWith("44")) reject(new Error(packet));
      else if (packet.startsWith("40/rooms")) {
        clearTimeout(late);
        resolve(socket);
      }
    });
  });
}

export const toggleLock = (socket) => socket.send(TOGGLE_LOCK);

/** Counts what the members of a room hear, and tells when all of them have. */
export class Hearing {
  #missing = 0;
  #all = () => {};

  constructor(members) {
    this.members = members;
  }

  take = () => {
    if (--this.#missing === 0) this.#all();
  };

  /** Returns when every member has heard once more. Fails when one of them does not. */
  once() {
    this.#missing = this.members;
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => reject(new Error("a delivery is missing")), PATIENCE);
      this.#all = () => {
        clearTimeout(late);
        resolve();
      };
    });
  }
}
