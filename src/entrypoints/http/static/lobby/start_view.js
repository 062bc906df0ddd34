// Where everybody starts: join a room with its code, or open a new one.

import { createRoom, joinRoom } from "./api.js";
import { arrive, show } from "./dom.js";
import { sending } from "./form.js";
import { lastName, seatOf } from "./seats.js";

let isFirst = true;

/** `code` comes from a link; `seat` is a place that this person may still have. */
export function startView({ code, seat, enter }) {
  const parts = show("start-view", code ? `Join ${code} · Greenroom` : "Greenroom");
  if (code) {
    parts.title.textContent = "You are invited.";
    parts.lead.textContent = `Enter your name, and you are in room ${code}.`;
  }
  if (seat) offerSeat(parts, seat, enter);
  joining(parts.join, code, enter);
  creating(parts.create, enter);
  if (code && !seat) parts.join.elements.displayName.focus();
  else if (!isFirst) arrive();
  isFirst = false;
}

function offerSeat(parts, seat, enter) {
  parts.seat.hidden = false;
  parts.seatText.textContent = `You have a place in room ${seat.roomCode}.`;
  parts.return.textContent = `Go on as ${seat.name}`;
  parts.return.addEventListener("click", () => enter(seat), { once: true });
}

function joining(form, code, enter) {
  form.elements.code.value = code;
  form.elements.displayName.value = lastName();
  sending(form, {
    read() {
      const { code, displayName } = form.elements;
      const wanted = { code: codeIn(code.value), displayName: displayName.value };
      return wanted.code ? wanted : fault("code", "Enter the code of the room.");
    },
    send: ({ code, displayName }, key) => joinRoom(code, { displayName }, key),
    done: (answer, { displayName }) => enter(seatOf(answer, displayName.trim()), { fresh: true }),
  });
}

function creating(form, enter) {
  form.elements.displayName.value = lastName();
  sending(form, {
    read() {
      const displayName = form.elements.displayName.value;
      const size = form.elements.maxUsers.value.trim();
      if (!/^[0-9]*$/.test(size)) return fault("maxUsers", "That must be a whole number.");
      return { displayName, ...(size && { maxUsers: Number(size) }) };
    },
    send: createRoom,
    done: (answer, { displayName }) => enter(seatOf(answer, displayName.trim()), { fresh: true }),
  });
}

function fault(field, detail) {
  return { faults: [{ field, detail }] };
}

/** The code in what somebody typed, or pasted: the whole link will do. */
function codeIn(text) {
  return text.slice(text.lastIndexOf("#") + 1).replace(/\s/g, "");
}
