// One person in one room, from coming in until it ends: rejoin, connect, and show what happens.

import { rejoinRoom } from "./api.js";
import { Connection } from "./connection.js";
import { repeatedly } from "./repeating.js";
import { after } from "./room.js";
import { roomView } from "./room_view.js";
import * as seats from "./seats.js";
import { newsOf, waitingWords } from "./words.js";

/**
 * `fresh` when the token was issued just now: otherwise it is exchanged for a new one first.
 * `onEnd` hears why it is over. Returns how to stop it without leaving the room.
 */
export function visit(seat, { fresh, onEnd }) {
  const stopping = new AbortController();
  const view = roomView(seat, { command, leave });
  let room = null;
  let connection = null;
  let farewell = null; // with polling, the end may be heard before the answer to `room:leave`
  let isLost = false;

  async function enter() {
    view.connection("Going in …");
    try {
      if (!fresh) await renew();
    } catch (problem) {
      if (!stopping.signal.aborted) onEnd(problem.code);
      return;
    }
    if (stopping.signal.aborted) return;
    connection = new Connection(seat, {
      event: hear,
      lost,
      wait: (seconds) => view.connection(waitingWords("RATE_LIMITED", seconds)),
      end: (reason) => onEnd(farewell ?? (reason === "HOST_CLOSED" && isHost() ? "YOU_CLOSED" : reason)),
    });
  }

  function lost() {
    isLost = true;
    view.connection("The connection is lost. Trying to come back …");
  }

  async function renew() {
    const waiting = (problem, seconds) => view.connection(waitingWords(problem.code, seconds));
    const send = () => rejoinRoom(seat.roomCode, seat.token);
    keepToken((await repeatedly(send, { waiting, signal: stopping.signal })).token);
  }

  function keepToken(token) {
    seat.token = token;
    if (!stopping.signal.aborted) seats.keep(seat);
  }

  function hear(event, payload) {
    if (event === "user:token") keepToken(payload.token);
    const before = room;
    room = after(room, event, payload);
    if (room === before) return;
    view.show(room);
    view.news(newsOf(event, payload, { before, room, isLost, me: seat.userId }));
    if (event !== "room:state") return;
    view.connection("");
    isLost = false;
  }

  function isHost() {
    return room?.hostId === seat.userId;
  }

  async function command(name, payload) {
    return connection ? connection.command(name, payload) : "NOT_CONNECTED";
  }

  async function leave() {
    farewell = room?.users.length === 1 ? "LEFT_LAST" : "LEFT";
    const refusal = await command("room:leave");
    if (refusal) farewell = null;
    else connection.end(farewell);
    return refusal;
  }

  enter();
  return { stop: () => (stopping.abort(), connection?.stop()) };
}
