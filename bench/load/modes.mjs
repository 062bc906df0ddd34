// What is measured. Every mode is given a server and how much to do, and returns its figures.

import { Spending, latency, now, perSecond, pool, sleep } from "./figures.mjs";
import { WIDTH } from "./server.mjs";
import { Hearing, enter, toggleLock } from "./socket.mjs";

/** Connections that are opened at once. */
const AT_ONCE = 32;

/** ms in which a server comes to rest before its memory is read. */
const REST = 1500;

const JOINED = { rooms: 600, each: 8 };
const PARTIES = 20;

/** Requests a second, of each kind by itself, for some seconds. */
export async function http(server, { seconds }) {
  const { roomCode: code, token } = await server.create(20);
  return {
    create: await rate(server, seconds, () => server.create(20)),
    get: await rate(server, seconds, () => server.look(code)),
    rejoin: await rate(server, seconds, () => server.rejoin(code, token)),
    join: await joins(server),
  };
}

/** Many small rooms, in all of which the host toggles the lock at once, `rounds` times. */
export async function rooms(server, { rooms: count, size, rounds }) {
  const before = server.memory;
  const parties = await tokensOf(server, count, size);
  const hearings = parties.map(() => new Hearing(size));
  const spending = new Spending(server);
  const since = now();
  const sockets = await entered(server, parties, hearings);
  const connects = perSecond(count * size, since);
  const spent = spending.each(count * size);
  await sleep(REST);
  const memory = server.memory - before;
  const told = await toggled(server, sockets, hearings, rounds);
  for (const socket of sockets.flat()) socket.terminate();
  return {
    sockets: count * size,
    connects_per_s: connects,
    cpu_us_per_connect: spent,
    kb_per_connection: server.isKnown ? Number((memory / (count * size)).toFixed(1)) : null,
    ...told,
  };
}

/** One room of many, in which the host toggles the lock again and again. */
export async function big(server, { big: size, bigrounds: rounds }) {
  const { kb_per_connection, ...told } = await rooms(server, { rooms: 1, size, rounds });
  return told; // what so few connections take is lost in what the server takes anyway
}

/** Many people who join one room at once, again and again. */
export async function contend(server, { contend: joiners }) {
  const spending = new Spending(server);
  const since = now();
  for (let party = 0; party < PARTIES; party++) {
    const { roomCode: code } = await server.create(joiners + 1);
    await Promise.all(Array.from({ length: joiners }, (_, number) => server.join(code, number)));
  }
  const count = PARTIES * joiners;
  return { joiners, joins_per_s: perSecond(count, since), cpu_us_per_join: spending.each(count) };
}

async function rate(server, seconds, work) {
  const spending = new Spending(server);
  const since = now();
  const end = since + seconds * 1000;
  const times = [];
  const worker = async () => {
    while (now() < end) {
      const began = now();
      await work();
      times.push(now() - began);
    }
  };
  await Promise.all(Array.from({ length: WIDTH }, worker));
  const cpu_us = spending.each(times.length);
  return { per_s: perSecond(times.length, since), cpu_us, ...latency(times) };
}

async function joins(server) {
  const codes = [];
  await pool(JOINED.rooms, WIDTH, async () => codes.push((await server.create(20)).roomCode));
  const count = JOINED.rooms * JOINED.each;
  const spending = new Spending(server);
  const since = now();
  await pool(count, WIDTH, (number) => server.join(codes[number % JOINED.rooms], number));
  return { per_s: perSecond(count, since), cpu_us: spending.each(count) };
}

/** The tokens of so many rooms of this size, the host's first in each. */
export async function tokensOf(server, count, size) {
  const parties = [];
  await pool(count, 16, async () => {
    const { roomCode: code, token } = await server.create(size);
    const tokens = [token];
    const guests = size > 50 ? 16 : 1; // a large room fills from many sides
    await pool(size - 1, guests, async (n) => tokens.push((await server.join(code, n)).token));
    parties.push(tokens);
  });
  return parties;
}

/** Connections with these tokens, in rooms as they are. Whoever hears of a lock tells the room's hearing. */
export async function entered(server, parties, hearings) {
  const places = parties.flatMap((tokens, room) => tokens.map((token, seat) => [room, seat, token]));
  const sockets = parties.map(() => []);
  await pool(places.length, AT_ONCE, async (place) => {
    const [room, seat, token] = places[place];
    sockets[room][seat] = await enter(server.base, token, hearings[room].take);
  });
  return sockets;
}

/** Commands and deliveries a second, and the time from a command to its last delivery. */
async function toggled(server, sockets, hearings, rounds) {
  const times = [];
  const spending = new Spending(server);
  const since = now();
  await Promise.all(
    sockets.map(async ([host], room) => {
      for (let round = 0; round < rounds; round++) {
        const began = now();
        const all = hearings[room].once();
        toggleLock(host);
        await all;
        times.push(now() - began);
      }
    }),
  );
  const members = hearings.reduce((sum, hearing) => sum + hearing.members, 0);
  return {
    commands_per_s: perSecond(times.length, since),
    deliveries_per_s: perSecond(members * rounds, since),
    cpu_us_per_command: spending.each(times.length),
    cpu_us_per_delivery: spending.each(members * rounds),
    ...latency(times),
  };
}
