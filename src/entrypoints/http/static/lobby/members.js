// The people in the room, each with what the host may do to them.

import { confirmed } from "./confirm.js";
import { copyOf, onClick, partsIn } from "./dom.js";
import { member } from "./room.js";
import { refusalWords } from "./words.js";

const TONES = 8; // colours of avatars
const CROWD = 8; // people who fit on a screen with room to spare

/** The list. `show(room, me)` makes it what the room is, and keeps the focus where it can. */
export function memberList(list, heading, command) {
  const rows = new Map();

  function show(room, me) {
    const hadFocus = holdsFocus(list);
    for (const id of rows.keys()) if (!member(room, id)) remove(id);
    for (const user of room.users) {
      if (!rows.has(user.id)) add(user);
      update(rows.get(user.id), user, room, me);
    }
    list.classList.toggle("is-crowded", room.users.length > CROWD);
    if (hadFocus && !holdsFocus(list)) heading.focus();
  }

  function add(user) {
    const row = partsIn(list.appendChild(copyOf("member").firstElementChild));
    row.item = list.lastElementChild;
    row.avatar.textContent = initial(user.displayName);
    row.avatar.dataset.tone = tone(user.id);
    row.name.textContent = user.displayName;
    label(row.kick, "Remove", user);
    label(row.handOver, "Make host:", user);
    onClick(row.kick, row.error, () => kick(user));
    onClick(row.handOver, row.error, () => handOver(user));
    rows.set(user.id, row);
  }

  function remove(id) {
    rows.get(id).item.remove();
    rows.delete(id);
  }

  async function kick(user) {
    const isMeant = await confirmed({
      title: `Remove ${user.displayName}?`,
      text: "They are told so, and their place in the room is free.",
      action: "Remove",
    });
    return isMeant ? asked("room:kick", { kickUserId: user.id }) : null;
  }

  async function handOver(user) {
    const isMeant = await confirmed({
      title: `Make ${user.displayName} the host?`,
      text: "They run the room from then on. You stay, and can't take it back.",
      action: "Make host",
    });
    return isMeant ? asked("room:transfer_host", { newHostId: user.id }) : null;
  }

  async function asked(name, payload) {
    const refusal = await command(name, payload);
    return refusal && refusalWords(refusal);
  }

  return { show };
}

function update(row, user, room, me) {
  row.item.classList.toggle("is-away", !user.isConnected);
  row.you.hidden = user.id !== me;
  row.host.hidden = user.id !== room.hostId;
  row.away.hidden = user.isConnected;
  row.actions.hidden = room.hostId !== me || user.id === me;
}

/** Whether the focus is in there, on something that is to be seen. */
function holdsFocus(list) {
  const focus = document.activeElement;
  return list.contains(focus) && focus.getClientRects().length > 0;
}

/** Say whom it is about; and what it is, where there is room for an icon only. */
function label(button, what, user) {
  button.setAttribute("aria-label", `${what} ${user.displayName}`);
  button.title = button.getAttribute("aria-label");
}

/** The first letter as people see it: an emoji or a letter with its marks is one. */
function initial(name) {
  if (!Intl.Segmenter) return [...name][0];
  const letters = new Intl.Segmenter(undefined, { granularity: "grapheme" });
  return [...letters.segment(name)][0].segment.toLocaleUpperCase();
}

function tone(id) {
  return [...id].reduce((sum, character) => sum + character.codePointAt(0), 0) % TONES;
}
