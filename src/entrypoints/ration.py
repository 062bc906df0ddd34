"""How often something may be said."""

from collections.abc import Callable


class Ration:
    """At most `most` things of each kind in any window of `seconds`, by the time of `clock`.

    A window begins with the first thing said after the one before is over. Kinds are kept for
    good: there should be few.
    """

    def __init__(self, most: int, seconds: float, clock: Callable[[], float]) -> None:
        self._most = most
        self._seconds = seconds
        self._clock = clock
        self._windows: dict[str, tuple[float, int]] = {}  # since when, and how many were said
        self._left_out: dict[str, int] = {}

    def allows(self, kind: str) -> bool:
        """Whether one more of this kind may be said. One that may not is counted."""
        since, said = self._windows.get(kind, (0.0, 0))
        if self._is_over(kind):
            since, said = self._clock(), 0
        allowed = said < self._most
        if allowed:
            self._windows[kind] = since, said + 1
        else:
            self._left_out[kind] = self._left_out.get(kind, 0) + 1
        return allowed

    def left_out(self) -> dict[str, int]:
        """How many of each kind were left out, save in windows that are not over. Each is told
        once."""
        if not self._left_out:
            return {}
        over = [kind for kind in self._left_out if self._is_over(kind)]
        return {kind: self._left_out.pop(kind) for kind in over}

    def _is_over(self, kind: str) -> bool:
        window = self._windows.get(kind)
        return window is None or self._clock() - window[0] >= self._seconds
