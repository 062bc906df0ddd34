"""What is counted. Moments are given in, in seconds."""

from bisect import insort
from collections import Counter, deque
from statistics import median

WINDOW = 5
"""Seconds over which a rate is taken."""


class Rate:
    """How often something happened lately."""

    def __init__(self) -> None:
        self._seconds: deque[tuple[int, int]] = deque()  # a second, and how often in it

    def add(self, now: float) -> None:
        second = int(now)
        times = self._seconds.pop()[1] if self._is_newest(second) else 0
        self._seconds.append((second, times + 1))
        self._forget(second)

    def per_second(self, now: float) -> float:
        """Over the last whole seconds."""
        second = int(now)
        self._forget(second)
        return sum(times for when, times in self._seconds if when != second) / WINDOW

    def _is_newest(self, second: int) -> bool:
        return bool(self._seconds) and self._seconds[-1][0] == second

    def _forget(self, second: int) -> None:
        while self._seconds and self._seconds[0][0] < second - WINDOW:
            self._seconds.popleft()


class Tally:
    """Of a whole run. `commands` are counted by what was asked and what came of it, `errors` by
    their code, `returns` are the seconds that lost connections were away for, in order of size."""

    def __init__(self) -> None:
        self.events = 0
        self.commands: Counter[tuple[str, str]] = Counter()
        self.errors: Counter[str] = Counter()
        self.returns: list[float] = []
        self.resynchronised = 0
        self.agreed = 0

    def command(self, name: str, result: str) -> None:
        """`result` is `ok`, a code, `unknown` (no answer came) or `unsent`."""
        self.commands[name, result] += 1
        if result not in ("ok", "unknown", "unsent"):
            self.errors[result] += 1

    def returned(self, seconds: float) -> None:
        """A player is back, so long after its connection was lost."""
        insort(self.returns, seconds)

    @property
    def median_return(self) -> float | None:
        return median(self.returns) if self.returns else None

    @property
    def worst_return(self) -> float | None:
        return self.returns[-1] if self.returns else None

    def results(self) -> dict[str, dict[str, int]]:
        """The commands: what came of each, how often."""
        found: dict[str, dict[str, int]] = {}
        for (name, result), times in sorted(self.commands.items()):
            found.setdefault(name, {})[result] = times
        return found
