"""Doing many things evenly over time, so that whoever has to deal with them all can keep up."""

import asyncio
from collections.abc import Callable, Sequence
from typing import TypeVar

T = TypeVar("T")

RATE = 100.0
"""Things a second, where the time suffices for it."""

BEAT = 0.05
"""Seconds between two portions."""


async def spread(things: Sequence[T], deal: Callable[[T], None], within: float) -> None:
    """Deal with each of these: `RATE` a second, or as many as it takes to be through `within`
    so many seconds. A hundred take a second, a few no time at all.

    By the clock, not by chance: an even stream has no peaks, and what comes first has been
    here longest.
    """
    loop = asyncio.get_running_loop()
    begin, takes = loop.time(), min(within, len(things) / RATE)
    done = 0
    while done < len(things):
        passed = loop.time() - begin + BEAT  # a portion is all that is due until the next one
        due = len(things) if passed >= takes else int(len(things) * passed / takes)
        for thing in things[done:due]:
            deal(thing)
        done = due
        if done < len(things):
            await asyncio.sleep(BEAT)
