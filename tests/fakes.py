"""Time and ids that a test decides."""

from datetime import UTC, datetime, timedelta

from application.ports import Clock, Ids

NOON = datetime(2030, 6, 1, 12, tzinfo=UTC)


class FakeClock(Clock):
    """Stands still until it is put forward."""

    def __init__(self, time: datetime = NOON) -> None:
        self._time = time

    def now(self) -> datetime:
        return self._time

    def advance(self, by: timedelta) -> None:
        """Let this much time go by; negative, to set the clock back."""
        self._time += by


class CountingIds(Ids):
    """Gives id-1, id-2, id-3 ..."""

    def __init__(self) -> None:
        self.given = 0

    def new(self) -> str:
        self.given += 1
        return f"id-{self.given}"
