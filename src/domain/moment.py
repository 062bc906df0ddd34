"""Moments as text: ISO 8601, UTC, whole milliseconds, as `Date.toISOString` writes them."""

from datetime import UTC, datetime, timedelta
from functools import lru_cache

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)


@lru_cache(maxsize=4096)  # most moments of a room are written again and again
def iso(moment: datetime) -> str:
    """A UTC moment as people and clients read it: `2026-01-31T12:00:00.000Z`."""
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def from_iso(text: str) -> datetime:
    """The moment that `iso` wrote. Raises `ValueError`."""
    return datetime.fromisoformat(text)


def to_milliseconds(moment: datetime) -> int:
    """Whole milliseconds since 1970, as stores count them."""
    return (moment - EPOCH) // _MILLISECOND


def from_milliseconds(milliseconds: int) -> datetime:
    """The moment so many milliseconds after the beginning of 1970."""
    return EPOCH + milliseconds * _MILLISECOND
