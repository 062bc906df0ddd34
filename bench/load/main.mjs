// Load for any server that speaks the room API (HTTP, and Socket.IO on /rooms).
//
//   node main.mjs BASE_URL... [--pid SERVER_PID,...] [--only http,rooms,big,contend,idle]
//                          [--seconds 4] [--rooms 250] [--size 8] [--rounds 40]
//                          [--big 200] [--bigrounds 300] [--contend 60]
//                          [--idle 30]
//
// Prints one JSON object a mode. Loopback only; every loop is bounded.

import { parseArgs } from "node:util";

import { idle } from "./idle.mjs";
import * as busy from "./modes.mjs";
import { Server } from "./server.mjs";

const AMOUNTS = { seconds: 4, rooms: 250, size: 8, rounds: 40, big: 200, bigrounds: 300, contend: 60, idle: 30 };
const LOOPBACK = ["127.0.0.1", "localhost", "[::1]"];

const options = Object.fromEntries(["pid", "only", ...Object.keys(AMOUNTS)].map((name) => [name, { type: "string" }]));
const { values, positionals } = parseArgs({ options, allowPositionals: true });
const bases = positionals.map((url) => new URL(url));
if (!bases.every((base) => LOOPBACK.includes(base.hostname))) throw new Error("loopback addresses only");

const amounts = { ...AMOUNTS };
for (const name of Object.keys(AMOUNTS)) if (values[name]) amounts[name] = Number(values[name]);
const modes = { ...busy, idle };
const server = new Server(bases, (values.pid ?? "").split(",").map(Number).filter(Boolean));
for (const mode of (values.only ?? "http,rooms,big,contend").split(",")) {
  console.log(JSON.stringify({ mode, ...(await modes[mode](server, amounts)) }));
}
process.exit(0);
