"""Which refusals to wait out, and how long."""

from random import Random

from greenroom_client import Code, Refused

PASSING = (
    Code.ROOM_LOCKED,
    Code.ROOM_FULL,
    Code.RATE_LIMITED,
    Code.BUSY,
    Code.SERVICE_UNAVAILABLE,
    Code.ROOM_CODE_GENERATION_FAILED,
)
"""They say nothing of what the answer will be later."""

LONGEST = 3.0
"""Seconds between tries, unless the server asks for more."""


def is_passing(refused: Refused) -> bool:
    """Whether it may be otherwise later."""
    return refused.code in PASSING


def pause_after(attempt: int, refused: Refused | None, chance: Random) -> float:
    """Seconds before the next try, after one (from 0) that failed or whose connection is gone:
    as the server asks for, and never all players at once."""
    if attempt == 0:
        pause = chance.uniform(0.2, 1.0)
    else:
        pause = min(0.5 * 2.0 ** min(attempt, 8), LONGEST) * chance.uniform(0.5, 1.5)
    asked = 0.0 if refused is None else refused.retry_after or 0.0
    return asked + pause if asked else pause
