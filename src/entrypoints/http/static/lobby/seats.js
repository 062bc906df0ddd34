// A seat is what a person keeps of a room: its code, the newest token, and the own name.
//
// The tab's own storage outlives a reload, and makes two tabs two people. The browser's storage
// outlives the tab: whoever opens the link again is asked whether to go on as before.

const TAB = "greenroom.seat";
const BROWSER = "greenroom.seat.";
const NAME = "greenroom.name";
const DAY = 86_400_000; // ms; clocks of phones may be wrong by hours
const withoutStorage = new Map(); // in a private window, say, storage may be refused

/** The seat that a create or join has given. */
export function seatOf({ roomCode, token }, name) {
  return { roomCode, token, name, userId: claims(token).userId };
}

/** Keep the seat, with its newest token, in place of an older one. */
export function keep(seat) {
  write("sessionStorage", TAB, seat);
  write("localStorage", BROWSER + seat.roomCode, seat);
  write("localStorage", NAME, seat.name);
  dropOld();
}

/** The seat is worth nothing any more. */
export function forget(seat) {
  const browsers = BROWSER + seat.roomCode;
  if (last()?.userId === seat.userId) write("sessionStorage", TAB, null);
  if (read("localStorage", browsers)?.userId === seat.userId) write("localStorage", browsers, null);
}

/** This tab's seat, whatever the room. */
export function last() {
  return read("sessionStorage", TAB);
}

/** This tab's seat in that room. */
export function mine(code) {
  const seat = last();
  return seat?.roomCode === code ? seat : null;
}

/** The seat that this browser had last in that room, in whatever tab. */
export function lastIn(code) {
  return read("localStorage", BROWSER + code);
}

/** The name that was used last. */
export function lastName() {
  return read("localStorage", NAME) ?? "";
}

/** Whether a seat will still be there when the page is loaded again. */
export function areKept() {
  return withoutStorage.size === 0;
}

/** Seats of rooms that are long gone. */
function dropOld() {
  for (const key of keysOf("localStorage").filter((key) => key.startsWith(BROWSER))) {
    const { exp } = claims(read("localStorage", key)?.token);
    if (!(exp * 1000 > Date.now() - DAY)) write("localStorage", key, null);
  }
}

/** What a token says; whether it is genuine, the server knows (RFC 7519, section 3). */
function claims(token) {
  try {
    const text = token.split(".")[1].replaceAll("-", "+").replaceAll("_", "/");
    return JSON.parse(atob(text));
  } catch {
    return {};
  }
}

function read(storage, key) {
  if (withoutStorage.has(storage + key)) return withoutStorage.get(storage + key);
  try {
    return JSON.parse(window[storage].getItem(key));
  } catch {
    return null;
  }
}

function write(storage, key, value) {
  try {
    if (value === null) window[storage].removeItem(key);
    else window[storage].setItem(key, JSON.stringify(value));
    withoutStorage.delete(storage + key);
  } catch {
    withoutStorage.set(storage + key, value);
  }
}

function keysOf(storage) {
  try {
    return Object.keys(window[storage]);
  } catch {
    return [];
  }
}
