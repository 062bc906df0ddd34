// Someone with the stock JavaScript client of Socket.IO.
//
//   node player.mjs BASE_URL TOKEN [websocket|polling|"" [SOURCE_ADDRESS]]
//
// Says everything that happens, one JSON list a line: an event's name and its arguments; the
// client's own events too; ["ack", number, answer]. Does what it is told, one JSON list a line:
// ["call", number, event, ...payload], ["send", event, ...payload], ["drop"], ["close"].
// Ends with its standard input.
import http from "node:http";
import readline from "node:readline";
import { io } from "socket.io-client";

const [base, token, transport, localAddress] = process.argv.slice(2);
const from = localAddress ? { agent: new http.Agent({ localAddress }) } : {};

function page() {
  globalThis.location = new URL(base); // as a page has it that came from this server
  return io("/rooms", {
    auth: { token },
    ...from,
  });
}

const socket = transport ? io(base + "/rooms", { auth: { token }, transports: [transport], ...from }) : page();

const say = (...line) => process.stdout.write(JSON.stringify(line) + "\n");

socket.on("connect", () => {
  say("connect", socket.io.engine.transport.name);
  socket.io.engine.on("upgrade", (to) => say("upgrade", to.name));
});
socket.on("connect_error", (error) => say("connect_error", { message: error.message, data: error.data }));
socket.on("disconnect", (reason) => say("disconnect", reason));
socket.io.on("reconnect_attempt", (attempt) => say("reconnect_attempt", attempt));
socket.onAny((event, ...payload) => say(event, ...payload));

const tell = {
  call: async (number, event, ...payload) =>
    say("ack", number, await socket.emitWithAck(event, ...payload)),
  send: (event, ...payload) => socket.emit(event, ...payload),
  drop: () => socket.io.engine.close(), // as when the network is gone
  close: () => socket.disconnect(),
};

const orders = readline.createInterface({ input: process.stdin });
orders.on("line", (line) => {
  const [what, ...rest] = JSON.parse(line);
  tell[what](...rest);
});
orders.on("close", () => process.exit());
