// Asking before something that can't be undone. The focus begins at the harmless answer and goes
// back to where it was: the dialog element sees to that, and to Escape.

import { partsIn } from "./dom.js";

const dialog = document.getElementById("confirm");
const { no, yes } = partsIn(dialog);

/** Whether the person wants it. */
export function confirmed({ title, text, action }) {
  dialog.querySelector("h2").textContent = title;
  dialog.querySelector("p").textContent = text;
  yes.textContent = action;
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((answer) => {
    dialog.addEventListener("close", () => answer(dialog.returnValue === "yes"), { once: true });
  });
}

no.addEventListener("click", () => dialog.close(""));
yes.addEventListener("click", () => dialog.close("yes"));
