"""How long a room outlives its last change."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from domain.room import Room

LAST_CALL = timedelta(minutes=1)
"""How long before its deadline the people in a room are told of it."""


def extended(deadline: datetime, *, at: datetime, ttl: timedelta) -> datetime:
    """The deadline after a change at `at`: at least nine tenths of `ttl` from then.

    It moves only when that wins more than a tenth of the `ttl`, so that a busy room does not
    stamp every one of its keys at every change (DESIGN, "Deadline"). It never moves back.
    """
    fresh = at + ttl
    return fresh if fresh - deadline > ttl / 10 else deadline


def following(before: "Room", after: "Room", at: datetime) -> datetime:
    """The deadline after a change at `at` that led from one room to the other.

    When the last connection goes the room has `empty_ttl` from then, and all its time again
    when somebody is back: either is written at once, also where it moves the deadline back.
    """
    timing, is_occupied = before.timing, after.is_occupied
    span = timing.while_(is_occupied)
    if timing.when_empty != timing.ttl and is_occupied != before.is_occupied:
        return at + span
    return extended(before.expires_at, at=at, ttl=span)


def last_call(deadline: datetime, *, ttl: timedelta) -> datetime:
    """When the people in a room are told that it is about to expire: a minute before, or at
    half of its `ttl` where that is less than two minutes.

    Any change from then on moves the deadline, as more than a tenth of the `ttl` has gone.
    """
    return deadline - min(LAST_CALL, ttl / 2)
