"""Who is told what the store does, for figures."""

from typing import Protocol


class StoreMetrics(Protocol):
    """Hears of every operation, commit and conflict, while people wait: each of these takes no
    time, and raises nothing."""

    def operated(self, operation: str, result: str, seconds: float) -> None:
        """An operation of `RoomRepository`, called by the name of its method, took so long.
        `result` is `ok`, or the code of the error that it raised."""
        ...

    def committed(self, changes: int) -> None:
        """The store has confirmed so many changes, one at least, that it took as one step."""
        ...

    def conflicted(self) -> None:
        """The store has refused changes, as the room was no longer the one that they were
        decided on. They may be decided again."""
        ...
