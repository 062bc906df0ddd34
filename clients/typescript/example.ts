// A room from its beginning to its end, with every command and every event. Ada opens it for three,
// Ben and Cy join, Dee can't; Ada sends Cy away, makes Ben the host and leaves; Ben closes the room.
import { io } from "socket.io-client";
import type {
  Acknowledgement,
  Admitted,
  ClosedReason,
  Entry,
  EntryCode,
  EntryError,
  Handshake,
  LeaveReason,
  NewRoom,
  Problem,
  RoomSocket,
  RoomState,
} from "./greenroom.js";

type Say = (line: string) => void;

export async function play(server: string, say: Say): Promise<void> {
  const opened = await post(`${server}/rooms`, { displayName: "Ada", maxUsers: 3 });
  const join = (displayName: string) =>
    post(`${server}/rooms/${opened.roomCode}/join`, { displayName });
  const joined = { ben: await join("Ben"), cy: await join("Cy") };
  await join("Dee").catch((error: Error) => say(`Dee: ${error.message}`));

  const ada = enter(server, opened.token, (line) => say(`Ada: ${line}`));
  const ben = enter(server, joined.ben.token, (line) => say(`Ben: ${line}`));
  const cy = enter(server, joined.cy.token, (line) => say(`Cy: ${line}`));
  const [{ users }] = await Promise.all([state(ada), state(ben), state(cy)]);
  const idOf = (name: string) => users.find((user) => user.displayName === name)?.id ?? "";

  // With an answer, without one, with a callback, and within a time: all are typed.
  say(`Ben locks: ${outcome(await ben.emitWithAck("room:toggle_lock"))}`);
  ada.emit("room:toggle_lock");
  ada.emit("room:kick", { kickUserId: idOf("Cy") }, (answer) =>
    say(`Ada kicks: ${outcome(answer)}`),
  );
  const handed = await ada
    .timeout(10_000)
    .emitWithAck("room:transfer_host", { newHostId: idOf("Ben") });
  say(`Ada hands over: ${outcome(handed)}`);
  say(`Ada leaves: ${outcome(await ada.emitWithAck("room:leave"))}`);
  const over = new Promise((resolve) => ben.once("disconnect", resolve));
  say(`Ben closes: ${outcome(await ben.emitWithAck("room:close"))}`);
  await over;
}

/** Take one's seat, and say what happens. */
export function enter(server: string, token: string, say: Say): RoomSocket {
  const auth: Handshake = { token };
  const socket: RoomSocket = io(`${server}/rooms`, { auth });
  socket.on("connect_error", ({ data }: EntryError) =>
    say(data ? whyRefused(data.code, data.retryAfter) : "no connection yet"),
  );
  socket.on("disconnect", (reason) => say(`out (${reason})`));

  const names = new Map<string, string>();
  socket.on("room:state", ({ room, users }) => {
    for (const { id, displayName } of users) names.set(id, displayName);
    say(`${users.length} of ${room.maxUsers} are in`);
  });
  socket.on("room:closed", ({ reason }) => say(whyClosed(reason)));
  socket.on("room:expiring", ({ expiresAt }) => say(`open until ${new Date(expiresAt)}`));
  socket.on("room:host_updated", ({ hostId }) => say(`the host is ${names.get(hostId)}`));
  socket.on("room:lock_toggled", ({ isLocked }) => say(isLocked ? "locked" : "unlocked"));
  socket.on("user:joined", ({ user }) => {
    names.set(user.id, user.displayName);
    say(`${user.displayName} will come`);
  });
  socket.on("user:connected", ({ user }) => say(`${user.displayName} is here`));
  socket.on("user:disconnected", ({ user }) => say(`${user.displayName} is away`));
  socket.on("user:left", ({ reason, userId }) => say(`${names.get(userId)} ${whyLeft(reason)}`));
  socket.on("user:kicked", () => say("sent away"));
  socket.on("user:token", ({ token }) => {
    socket.auth = { token } satisfies Handshake;
  });
  socket.on("error:room", ({ code, message }) => say(`${code}: ${message}`));
  return socket;
}

function state(socket: RoomSocket): Promise<RoomState> {
  return new Promise((resolve) => socket.once("room:state", resolve));
}

function outcome(answer: Acknowledgement): string {
  return answer.ok ? "done" : answer.error.code;
}

// A reason that is missing here, or not a reason, does not compile.
function whyClosed(reason: ClosedReason): string {
  switch (reason) {
    case "HOST_CLOSED":
      return "the host has closed the room";
    case "HOST_LEFT":
      return "everybody has left";
    case "OPERATOR_CLOSED":
      return "those who run the server have closed the room";
    case "EXPIRED":
      return "the room's time is up";
    case "LOST":
      return "the server has lost the room";
  }
}

function whyLeft(reason: LeaveReason): string {
  switch (reason) {
    case "LEFT":
      return "has left";
    case "KICKED":
      return "was sent away";
    case "TIMEOUT":
      return "was away for too long";
  }
}

function whyRefused(code: EntryCode, retryAfter = 0): string {
  switch (code) {
    case "UNAUTHORIZED":
    case "INVALID_INPUT":
      return "this token opens nothing";
    case "ROOM_NOT_FOUND":
      return "there is no such room any more";
    case "MEMBER_NOT_FOUND":
      return "you are not in this room any more";
    case "RATE_LIMITED":
      return `too often; try again in ${retryAfter} s`;
  }
}

async function post(url: string, body: NewRoom | Entry): Promise<Admitted> {
  const headers = { "Content-Type": "application/json" };
  const answer = await fetch(url, { method: "POST", headers, body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(whyNot((await answer.json()) as Problem));
  return (await answer.json()) as Admitted;
}

function whyNot({ code, detail }: Problem): string {
  switch (code) {
    case "ROOM_FULL":
    case "ROOM_LOCKED":
      return "nobody else may join";
    default:
      return detail;
  }
}
