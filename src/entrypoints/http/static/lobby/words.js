// What the lobby says. Codes are for programs; these are the sentences for people.

import { member } from "./room.js";

/** How a visit may end: what is said, and what can be done about it. */
export const ENDINGS = {
  HOST_CLOSED: { title: "The room is closed", text: "The host closed it for everybody." },
  YOU_CLOSED: { title: "You closed the room", text: "It is gone, for everybody." },
  HOST_LEFT: {
    title: "The room is empty",
    text: "The last one has left, and the room went with them.",
  },
  OPERATOR_CLOSED: {
    title: "The room is closed",
    text: "Those who run this server closed it for everybody.",
  },
  EXPIRED: { title: "The room has expired", text: "Nothing happened in it for too long." },
  LOST: {
    title: "The room is lost",
    text: "The server has lost its data. That is not your fault, and it can't be brought back.",
  },
  KICKED: { title: "You were removed", text: "The host has taken you out of the room." },
  LEFT: {
    title: "You have left",
    text: "The others go on without you. You may join again with the code.",
  },
  LEFT_LAST: { title: "You have left", text: "You were the last one, so the room is gone." },
  ROOM_NOT_FOUND: {
    title: "The room is gone",
    text: "It was closed, or has expired, while you were away.",
  },
  MEMBER_NOT_FOUND: {
    title: "You are no longer in the room",
    text: "Your place was given up while you were away: it took too long, or the host removed you.",
  },
  UNAUTHORIZED: {
    title: "The server does not know you any more",
    text: "It was set up anew, or your token has expired. Join again.",
  },
  SESSION_REPLACED: {
    title: "You are here from somewhere else now",
    text: "Another tab or device has taken your place in the room. Only one at a time can have it.",
    again: "Take it back",
  },
  SENT_AWAY: {
    title: "The server ended the connection",
    text: "It did not say why. You still have your place.",
    again: "Go back in",
  },
};

const TOO_OFTEN = "That was too often in too short a time.";

const REFUSALS = {
  NO_ANSWER: "The server does not answer. Is the network there? Try again.",
  NOT_CONNECTED: "You are not connected just now. Try again when you are back.",
  ROOM_NOT_FOUND: "There is no room with this code.",
  ROOM_LOCKED: "This room is locked: its host lets nobody else in.",
  ROOM_FULL: "This room is full.",
  MEMBER_NOT_FOUND: "This person is not in the room any more.",
  NOT_HOST: "Only the host can do this, and somebody else is the host now.",
  ALREADY_HOST: "This person is the host already.",
  CANNOT_KICK_SELF: "You can't remove yourself: leave, or close the room.",
  RATE_LIMITED: `${TOO_OFTEN} Try again in a moment.`,
  BUSY: "The server has too much to do. Nothing was done; try again.",
  SERVICE_UNAVAILABLE:
    "The server can't reach its store, and does not know whether it was done. Try again.",
  IDEMPOTENCY_KEY_REUSED: "This was sent before with something else in it. Try again.",
  ROOM_CODE_GENERATION_FAILED: "The server found no free code. Try again.",
};

const FIELDS = { displayName: "The name", maxUsers: "The number" };

/** `retryAfter` in seconds, where the server said it. */
export function refusalWords(code, retryAfter) {
  if (code === "RATE_LIMITED" && retryAfter) return `${TOO_OFTEN} Try again in ${retryAfter} s.`;
  return REFUSALS[code] ?? "Something went wrong on the server. Try again.";
}

/** What the server says of one field, with the field called as it is on the page. */
export function faultWords({ field, detail }) {
  return FIELDS[field] ? detail.replace(field, FIELDS[field]) : detail;
}

export function waitingWords(code, seconds) {
  const why = code === "RATE_LIMITED" ? TOO_OFTEN : "The server does not answer.";
  return `${why} Trying again in ${seconds} s …`;
}

/**
 * A sentence for what has happened in the room, or nothing. `told` has the room as it was
 * `before` and as it is, whether the connection `isLost` until now, and whose page this is: `me`.
 */
export function newsOf(event, payload, told) {
  return NEWS[event]?.(payload ?? {}, told) ?? "";
}

const NEWS = {
  "room:state": (_, { before, isLost, room }) => {
    if (isLost) return "You are back in the room.";
    return before ? "" : `You are in room ${room.code}.`;
  },
  "room:host_updated": ({ hostId }, { room, me }) =>
    hostId === me ? "You are the host now." : `${nameOf(hostId, room)} is the host now.`,
  "room:lock_toggled": ({ isLocked }) =>
    isLocked ? "The room is locked." : "The room is open again.",
  "user:joined": ({ user }) => `${user.displayName} has joined.`,
  "user:connected": ({ user }) => `${user.displayName} is here.`,
  "user:disconnected": ({ user }) => `${user.displayName} is away.`,
  "user:left": ({ userId, reason }, { before }) => `${nameOf(userId, before)} ${GONE[reason]}`,
};

const GONE = { LEFT: "has left.", KICKED: "was removed.", TIMEOUT: "was away for too long." };

function nameOf(userId, room) {
  return member(room, userId)?.displayName ?? "Somebody";
}
