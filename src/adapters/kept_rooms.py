"""Rooms as this process left them in the store a moment ago."""

import asyncio

from adapters.room_steps import Standing

SECONDS = 10.0
"""How long a room is kept: people who play change theirs again within this time."""

MEMBERS = 16_384
"""Members of all rooms that are kept, at most; a room counts as one more. Some 10 MB."""


class KeptRooms:
    """Where the next change of a room may start from, which then needs no load.

    A kept room says nothing about the store, which others have written to: whatever is decided
    on it, a refusal included, counts once the store has compared it (`RoomSteps.commit`).
    """

    def __init__(self) -> None:
        self._kept: dict[str, tuple[Standing, float]] = {}  # the oldest first
        self._members = 0

    def __len__(self) -> int:
        return len(self._kept)

    def keep(self, standing: Standing) -> None:
        """Keep an open room, as it has just been committed or read."""
        now = asyncio.get_running_loop().time()
        self.take(standing.room.code)
        self._kept[standing.room.code] = standing, now + SECONDS
        self._members += _size(standing)
        while self._kept and (self._members > MEMBERS or self._is_over(now)):
            self.take(next(iter(self._kept)))

    def take(self, code: str) -> Standing | None:
        """The room with this code, kept no longer; None if there is none."""
        standing, until = self._kept.pop(code, (None, 0.0))
        if standing is None:
            return None
        self._members -= _size(standing)
        return standing if asyncio.get_running_loop().time() < until else None

    def _is_over(self, now: float) -> bool:
        """Whether the oldest one has been kept for long enough."""
        return next(iter(self._kept.values()))[1] <= now


def _size(standing: Standing) -> int:
    return len(standing.room.members) + 1
