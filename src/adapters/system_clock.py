"""The clock of the machine."""

from datetime import UTC, datetime

from application.ports import Clock


class SystemClock(Clock):
    """Tells the machine's time, cut to whole milliseconds."""

    def now(self) -> datetime:
        now = datetime.now(UTC)
        return now.replace(microsecond=now.microsecond // 1000 * 1000)
