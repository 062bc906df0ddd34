"""One piece of what the server does all the time, and what it costs."""

import gc
import time
import tracemalloc
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from itertools import repeat
from statistics import median

Figures = dict[str, float]

SAMPLES = 7
SAMPLE = 0.04
"""Seconds of processor time in one sample at least."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Something that can be done any number of times.

    `once` does it; or `asked` does it and has to be awaited. `told`, where there is one, returns
    more figures about the times since it was last called.
    """

    name: str
    once: Callable[[], object] | None = None
    asked: Callable[[], Awaitable[object]] | None = None
    told: Callable[[int], Awaitable[Mapping[str, float]]] | None = field(default=None)

    async def run(self, times: int) -> None:
        """Do it so many times in a row."""
        if self.asked is not None:
            for _ in repeat(None, times):
                await self.asked()
        elif self.once is not None:
            for _ in repeat(None, times):
                self.once()


async def cost_of(piece: Piece, *, quick: bool = False) -> Figures:
    """What one time takes of this process's processor: the median and the least of some samples
    in ns, how often a second that is, and bytes at the most that are held meanwhile."""
    await piece.run(1)
    times = 1 if quick else await _enough(piece)
    if piece.told is not None:
        await piece.told(1)
    samples = [await _sample(piece, times) for _ in range(1 if quick else SAMPLES)]
    more = await piece.told(times * len(samples)) if piece.told is not None else {}
    ns = max(median(samples), 1.0)
    figures = {"ns": ns, "least_ns": min(samples), "per_s": 1e9 / ns, **more}
    return {**figures, "peak_bytes": await _peak(piece)}


async def _enough(piece: Piece) -> int:
    """Times that fill a sample; a warm-up as well."""
    times = 1
    while True:
        begin = time.process_time()
        await piece.run(times)
        if (took := time.process_time() - begin) >= SAMPLE:
            return times
        times = max(2 * times, int(times * SAMPLE / max(took, SAMPLE / 50)))


async def _sample(piece: Piece, times: int) -> float:
    """Without collections of garbage, which come when they like."""
    gc.collect()
    gc.disable()
    try:
        begin = time.process_time_ns()
        await piece.run(times)
        return (time.process_time_ns() - begin) / times
    finally:
        gc.enable()


async def _peak(piece: Piece) -> float:
    tracemalloc.start()
    try:
        await piece.run(1)
        before, _ = tracemalloc.get_traced_memory()
        tracemalloc.reset_peak()
        await piece.run(1)
        return float(tracemalloc.get_traced_memory()[1] - before)
    finally:
        tracemalloc.stop()
