"""How long a room outlives its last change."""

from datetime import datetime, timedelta


def extended(deadline: datetime, *, at: datetime, ttl: timedelta) -> datetime:
    """The deadline after a change at `at`: at least nine tenths of `ttl` from then.

    It moves only when that wins more than a tenth of the `ttl`, so that a busy room does not
    stamp every one of its keys at every change (DESIGN, "Deadline"). It never moves back.
    """
    fresh = at + ttl
    return fresh if fresh - deadline > ttl / 10 else deadline
