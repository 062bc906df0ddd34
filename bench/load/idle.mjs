// What connections cost that do nothing.

import { sleep } from "./figures.mjs";
import { entered, tokensOf } from "./modes.mjs";

/** ms in which a server comes to rest before its memory is read. */
const REST = 3000;

const nobodyListens = () => {};

/**
 * Fill rooms of a size with connections, in two halves, and then leave all of them alone.
 *
 * Figures: the server's memory with none, half and all of them, the processor's time that each of
 * the second half took to connect, and the time that a thousand of them take in a minute of idleness
 * (they are pinged, and answer).
 */
export async function idle(server, { rooms, size, idle: seconds }) {
  const parties = await tokensOf(server, rooms, size);
  const half = Math.floor(rooms / 2);
  await sleep(REST);
  const none = server.memory;
  const first = await entering(server, parties.slice(0, half));
  const second = await entering(server, parties.slice(half));
  const busy = server.cpu;
  await sleep(seconds * 1000);
  const idled = server.cpu - busy;
  const [some, all] = [half * size, rooms * size];
  const figures = {
    connections: all,
    kb_before: none,
    kb_at_half: first.memory,
    kb_at_all: second.memory,
    kb_per_connection: rounded((second.memory - none) / all),
    kb_per_connection_slope: rounded((second.memory - first.memory) / (all - some)),
    cpu_ms_per_connect: rounded((second.cpu / (all - some)) * 1000),
    cpu_s_per_idle_minute_of_1000: rounded((idled / seconds) * 60 * (1000 / all)),
  };
  for (const socket of [...first.sockets, ...second.sockets]) socket.terminate();
  return figures;
}

async function entering(server, parties) {
  const before = server.cpu;
  const hearings = parties.map(() => ({ take: nobodyListens }));
  const sockets = await entered(server, parties, hearings);
  const cpu = server.cpu - before;
  await sleep(REST);
  return { sockets: sockets.flat(), cpu, memory: server.memory };
}

const rounded = (figure) => Number(figure.toFixed(2));
