// The room, as it is shown to one of its members.

import { confirmed } from "./confirm.js";
import { arrive, onClick, show } from "./dom.js";
import { invite } from "./invitation.js";
import { memberList } from "./members.js";
import { areKept } from "./seats.js";
import { refusalWords } from "./words.js";

const OPEN = "Open: whoever has the code can join.";
const LOCKED = "Locked: nobody else can join.";

/** Show it. `command` and `leave` return the code of a refusal, or null. */
export function roomView(seat, { command, leave }) {
  const parts = show("room-view", `${seat.roomCode} · Greenroom`);
  const members = memberList(parts.members, parts.people, command);
  invite(parts, seat.roomCode);
  parts.unkept.hidden = areKept();
  onClick(parts.lock, parts.lockError, async () => words(await command("room:toggle_lock")));
  onClick(parts.leave, parts.leaveError, async () => words(await leave()));
  onClick(parts.close, parts.leaveError, close);
  arrive();

  async function close() {
    return (await isCloseMeant()) ? words(await command("room:close")) : null;
  }

  return {
    show(room) {
      members.show(room, seat.userId);
      parts.count.textContent = `${room.users.length} of ${room.maxUsers}`;
      parts.alone.hidden = room.users.length > 1;
      parts.lock.setAttribute("aria-checked", room.isLocked);
      parts.lockState.textContent = room.isLocked ? LOCKED : OPEN;
      parts.lockState.classList.toggle("is-locked", room.isLocked);
      setText(parts.expiring, room.expiresAt ? expiringWords(room.expiresAt) : "");
      showHosts(parts, room.hostId === seat.userId);
    },
    /** What is amiss with the connection, in words; nothing when it is well. */
    connection(text) {
      setText(parts.connection, text);
      if (!text) clearErrors();
    },
    news: (text) => text && setText(document.getElementById("news"), text),
  };
}

/** The room is shown afresh: what could not be done before is no matter any more. */
function clearErrors() {
  for (const error of document.querySelectorAll("#view .error")) error.textContent = "";
}

/** What only the host has. The focus does not vanish with it. */
function showHosts(parts, isHost) {
  const controls = [parts.hostControls, parts.close];
  const hadFocus = !isHost && controls.some((control) => control.contains(document.activeElement));
  for (const control of controls) control.hidden = !isHost;
  if (hadFocus) parts.people.focus();
}

function isCloseMeant() {
  return confirmed({
    title: "Close the room?",
    text: "It ends for everybody in it, and can't be opened again.",
    action: "Close it for everybody",
  });
}

function expiringWords(expiresAt) {
  const at = new Date(expiresAt).toLocaleTimeString();
  return (
    `This room ends at ${at} unless something happens in it: ` +
    "somebody joins, or the host locks or unlocks it."
  );
}

function words(refusal) {
  return refusal && refusalWords(refusal);
}

/** The same words again would be read out again. */
function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}
