// Time, and what becomes of many times.

/** Milliseconds, from any beginning. */
export const now = () => Number(process.hrtime.bigint()) / 1e6;

export const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** How often a second, when it happened so often since then. */
export const perSecond = (times, since) => Math.round(times / ((now() - since) / 1000));

/** The median and the slowest hundredth, in ms. */
export function latency(times) {
  const sorted = [...times].sort((a, b) => a - b);
  return { p50_ms: quantile(sorted, 0.5), p99_ms: quantile(sorted, 0.99) };
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
