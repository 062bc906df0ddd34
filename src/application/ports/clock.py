"""The only source of time."""

from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    """Tells the time. All nodes that share a store should agree on it closely."""

    def now(self) -> datetime:
        """The present moment in UTC, whole milliseconds."""
        ...
