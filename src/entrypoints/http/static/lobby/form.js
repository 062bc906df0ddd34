// A form that sends itself: once at a time, again when the answer is lost, and with every error
// next to what caused it.

import { newKey, repeatedly, seconds } from "./repeating.js";
import { faultWords, refusalWords } from "./words.js";

const TRIES = 3;
const OF_THE_CODE = ["ROOM_NOT_FOUND", "ROOM_LOCKED", "ROOM_FULL"];

/**
 * `read` makes the request of the fields, or returns `{ faults }`; `send` takes it, with a key
 * that stays the same until its outcome is known; `done` takes the answer.
 */
export function sending(form, { read, send, done }) {
  const button = form.querySelector("button");
  const label = button.textContent;
  let unknown = null; // a request that may or may not have been done: { text, key }

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (button.ariaBusy === "true") return;
    clearErrors(form);
    const wanted = read();
    if (wanted.faults) return showFaults(form, wanted.faults);
    button.ariaBusy = "true";
    const answer = await sent(wanted).catch(tell);
    button.ariaBusy = "false";
    button.textContent = label;
    if (answer && form.isConnected) done(answer, wanted); // else they have gone elsewhere
  });

  async function tell(problem) {
    showProblem(form, problem);
    if (problem.code === "RATE_LIMITED") await countDown(button, label, problem.retryAfter ?? 1);
  }

  async function sent(wanted) {
    const text = JSON.stringify(wanted);
    const key = unknown?.text === text ? unknown.key : newKey();
    unknown = { text, key };
    const waiting = () => (button.textContent = "Trying again …");
    try {
      return await repeatedly(() => send(wanted, key), { tries: TRIES, waiting });
    } catch (problem) {
      if (!problem.mayPass) unknown = null;
      throw problem;
    }
  }
}

function showProblem(form, problem) {
  const { code, faults, retryAfter } = problem;
  const detail = refusalWords(code, retryAfter);
  const field = OF_THE_CODE.includes(code) ? "code" : "";
  showFaults(form, faults.length ? faults : [{ field, detail }]);
}

function showFaults(form, faults) {
  for (const fault of faults) {
    const places = [...form.querySelectorAll("[data-error]")];
    const own = places.find((place) => place.dataset.error === fault.field);
    const place = own ?? places.at(-1);
    place.textContent = faultWords(fault);
    form.elements[fault.field]?.setAttribute("aria-invalid", "true");
  }
  form.querySelector("[aria-invalid]")?.focus();
}

function clearErrors(form) {
  for (const place of form.querySelectorAll("[data-error]")) place.textContent = "";
  for (const field of form.elements) field.removeAttribute("aria-invalid");
}

async function countDown(button, label, from) {
  for (let left = from; left > 0 && button.isConnected; left--) {
    button.textContent = `${label} (in ${left} s)`;
    await seconds(1);
  }
}
