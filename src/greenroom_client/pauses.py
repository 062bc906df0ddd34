"""The pauses between tries: each twice the one before, up to a longest, and never in step with
those of other clients."""

import itertools
import random
from collections.abc import Iterator

FIRST, LONGEST = 0.5, 5.0
"""Seconds."""


def pauses() -> Iterator[float]:
    """Seconds to wait before the next try, again and again: half to one and a half of 0.5, 1,
    2, 4, 5, 5, ..."""
    for doublings in itertools.count():
        pause = min(FIRST * 2 ** min(doublings, 16), LONGEST)
        yield pause * random.uniform(0.5, 1.5)  # noqa: S311 - it keeps clients apart, no secret
