// Time, and what becomes of many times.

/** Milliseconds, from any beginning. */
export const now = () => Number(process.hrtime.bigint()) / 1e6;

export const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** How often a second, when it happened so often since then. */
export const perSecond = (times, since) => Math.round(times / ((now() - since) / 1000));

/** Parts of a hundred of which the time is told, so that a distribution can be drawn. */
const SHARES = [0, 1, 5, 10, 20, 30, 40, 50, 60, 70, 80, 90, 95, 98, 99, 99.5, 99.9];

/** The median, the slowest hundredth and the slowest of all, and many between them, in ms. */
export function latency(times) {
  const sorted = [...times].sort((a, b) => a - b);
  return {
    p50_ms: quantile(sorted, 0.5),
    p99_ms: quantile(sorted, 0.99),
    max_ms: quantile(sorted, 1),
    percentiles_ms: Object.fromEntries(SHARES.map((share) => [share, quantile(sorted, share / 100)])),
  };
}

/** What the server spends of its processor, in us for each of so many; none where it is not known. */
export class Spending {
  #before;

  constructor(server) {
    this.server = server;
    this.#before = server.cpu;
  }

  each(count) {
    if (!this.server.isKnown || !count) return null;
    return Number((((this.server.cpu - this.#before) * 1e6) / count).toFixed(1));
  }
}

function quantile(sorted, part) {
  if (!sorted.length) return null;
  return Number(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))].toFixed(2));
}

/** Do something `count` times, `width` of them at once. */
export async function pool(count, width, work) {
  let next = 0;
  const worker = async () => {
    while (next < count) await work(next++);
  };
  await Promise.all(Array.from({ length: Math.min(width, count) }, worker));
}
