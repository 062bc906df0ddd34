"""Exponential backoff with full jitter."""

from random import uniform

from application.ports import Backoff


class JitteredBackoff(Backoff):
    """Waits between nothing and a bound that doubles, from `first` up to `most` seconds."""

    def __init__(self, first: float = 0.1, most: float = 2.0) -> None:
        self._first = first
        self._most = most

    def pause(self, attempt: int) -> float:
        bound = min(self._most, self._first * 2 ** min(attempt, 30))
        return uniform(0, bound)  # noqa: S311 - spreads load, keeps no secret
