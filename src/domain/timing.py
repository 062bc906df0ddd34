"""How long things last in a room."""

from dataclasses import dataclass
from datetime import timedelta

NEVER = timedelta()
"""A grace of no time: it never runs out, or nothing waits for it."""


@dataclass(frozen=True, slots=True)
class Timing:
    """The spans of time that a room lives by, chosen when it is created.

    `ttl` is how long it outlives its last change, `empty_ttl` the same while nobody is
    connected (as long as `ttl` when None). A host that has been away for `host_grace` is
    followed by someone who is there, a member that has been away for `member_grace` leaves;
    neither happens when they are `NEVER`. The others hear of a lost connection after
    `presence_grace`, and not at all when the member is back by then.

    Raises `ValueError` for a room that would not live, or live longer when it is empty.
    """

    ttl: timedelta
    empty_ttl: timedelta | None = None
    host_grace: timedelta = NEVER
    member_grace: timedelta = NEVER
    presence_grace: timedelta = NEVER

    def __post_init__(self) -> None:
        if not NEVER < self.when_empty <= self.ttl:
            raise ValueError("a room lives for some time, and no longer when it is empty")
        if min(self.host_grace, self.member_grace, self.presence_grace) < NEVER:
            raise ValueError("a grace is no time or more")

    @property
    def when_empty(self) -> timedelta:
        """How long a room lives on while nobody is connected."""
        return self.ttl if self.empty_ttl is None else self.empty_ttl

    def while_(self, occupied: bool) -> timedelta:
        """How long a room outlives a change that leaves someone connected, or nobody."""
        return self.ttl if occupied else self.when_empty
