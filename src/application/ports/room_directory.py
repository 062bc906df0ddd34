"""Which rooms there are."""

from collections.abc import AsyncIterator, Sequence
from typing import Protocol

from domain.room import Room


class RoomDirectory(Protocol):
    """Looks through all rooms, for those who run the server. No client and no node asks it."""

    def rooms(self) -> AsyncIterator[Sequence[Room]]:
        """All rooms in batches, each room as `get` would find it when its batch is read.

        A room that is there from beginning to end is named at least once. Nothing is promised of
        others, of the order, or of how often a room is named. What the store holds beside rooms
        is passed over.

        A batch has a few hundred rooms at most, so that neither side has to hold them all, and
        the store serves others between two of them. Every batch is answered in time, as a
        `RoomRepository` answers, or raises `StoreUnavailable`.
        """
        ...
