// Why it is over, in words.

import { arrive, show } from "./dom.js";
import { ENDINGS, refusalWords } from "./words.js";

const UNKNOWN = { title: "Something went wrong", again: "Go back in" };

/** Show it. `isFinal` when there is no way back into this seat. */
export function endView(seat, reason, { back }) {
  const ending = ENDINGS[reason] ?? { ...UNKNOWN, text: refusalWords(reason) };
  const parts = show("end-view", `${ending.title} · Greenroom`);
  parts.code.textContent = `Room ${seat.roomCode}`;
  parts.title.textContent = ending.title;
  parts.text.textContent = ending.text;
  if (ending.again) {
    parts.again.hidden = false;
    parts.again.textContent = ending.again;
    parts.again.addEventListener("click", back, { once: true });
  }
  arrive();
  return { isFinal: !ending.again };
}
