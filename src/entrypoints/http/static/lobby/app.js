// Which view is shown. The address says it: `/` is the start, `/#CODE` is that room, if this tab
// has a seat in it, and the invitation to join it otherwise.
//
// To build your own, read on in this order. What you keep: api.js, repeating.js and seats.js (the
// requests), connection.js (the socket), room.js (what the events make of a room), and visit.js,
// which holds them together. What you replace: the views, index.html, the words and the styles.

import { endView } from "./end_view.js";
import "./log_panel.js";
import * as seats from "./seats.js";
import { startView } from "./start_view.js";
import { visit } from "./visit.js";

let current = null;

function route() {
  const code = codeInAddress();
  const seat = code && seats.mine(code);
  if (seat) enter(seat);
  else start(code);
}

function start(code) {
  current?.stop();
  current = null;
  startView({ code, seat: code ? seats.lastIn(code) : seats.last(), enter });
}

/** Go into a room where this person has a seat; `fresh` when its token was issued just now. */
function enter(seat, { fresh = false } = {}) {
  current?.stop();
  seats.keep(seat);
  if (codeInAddress() !== seat.roomCode) history.pushState(null, "", `/#${seat.roomCode}`);
  current = visit(seat, { fresh, onEnd: (reason) => end(seat, reason) });
}

function end(seat, reason) {
  current = null;
  const view = endView(seat, reason, { back: () => enter(seat) });
  if (view.isFinal) {
    seats.forget(seat);
    history.replaceState(null, "", "/"); // loading the page again must not ask for this room
  }
}

function codeInAddress() {
  try {
    return decodeURIComponent(location.hash.slice(1));
  } catch {
    return location.hash.slice(1); // somebody typed a stray percent sign
  }
}

addEventListener("hashchange", route); // the back button, too
addEventListener("pageshow", ({ persisted }) => persisted && route()); // kept, but not connected
route();
