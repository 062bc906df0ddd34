// Sending a request again when its answer was lost, or the server could not do it just then.

const PAUSES = [1, 2, 4, 8]; // seconds

/**
 * Sends until there is an answer that would not be another one in a moment; at most `tries` times.
 * `waiting` hears before each pause why, and how many seconds it takes. `signal` ends it.
 */
export async function repeatedly(send, { tries = Infinity, waiting = () => {}, signal } = {}) {
  for (let attempt = 1; ; attempt++) {
    try {
      return await send();
    } catch (problem) {
      const again = problem.mayPass || (problem.status === 429 && tries === Infinity);
      if (!again || attempt >= tries) throw problem;
      const pause = problem.retryAfter ?? PAUSES[Math.min(attempt, PAUSES.length) - 1];
      waiting(problem, pause);
      await seconds(pause, signal);
      if (signal?.aborted) throw problem;
    }
  }
}

/** A key that nobody can guess, for `Idempotency-Key`. (`crypto.randomUUID` needs HTTPS.) */
export function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export function seconds(number, signal) {
  return new Promise((done) => {
    const timer = setTimeout(done, number * 1000);
    signal?.addEventListener("abort", () => (clearTimeout(timer), done()), { once: true });
  });
}
