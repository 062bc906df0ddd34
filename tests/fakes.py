"""Time, chance and tokens that a test decides."""

from collections import Counter
from datetime import UTC, datetime, timedelta

from application.errors import InvalidToken
from application.ports import (
    Backoff,
    Clock,
    Identity,
    Ids,
    Lifetime,
    RoomCodes,
    StoreMetrics,
    Tokens,
)

NOON = datetime(2030, 6, 1, 12, tzinfo=UTC)
AGES = timedelta(days=36_500)


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

    def named(self, name: str) -> str:
        return f"id of {name}"


class ScriptedCodes(RoomCodes):
    """Mints these codes one after another, and then the last one for ever. A seed that comes
    again gets its code again."""

    def __init__(self, *codes: str) -> None:
        self._codes = list(codes)
        self._of_seeds: dict[str, str] = {}

    def mint(self, seed: str | None = None) -> str:
        if seed is not None and seed in self._of_seeds:
            return self._of_seeds[seed]
        code = self._codes.pop(0) if len(self._codes) > 1 else self._codes[0]
        if seed is not None:
            self._of_seeds[seed] = code
        return code


class FakeTokens(Tokens):
    """Issues token-1, token-2, ... and keeps who they are for in `issued`.

    They verify for ever; `life` is what is told of them.
    """

    def __init__(self, clock: Clock | None = None, life: timedelta = AGES) -> None:
        self.issued: dict[str, Identity] = {}
        self.life = life
        self._clock = clock or FakeClock()
        self._lifetimes: dict[str, Lifetime] = {}

    def issue(self, identity: Identity) -> str:
        token = f"token-{len(self.issued) + 1}"
        self.issued[token] = identity
        now = self._clock.now()
        self._lifetimes[token] = Lifetime(now, now + self.life)
        return token

    def verify(self, token: str) -> Identity:
        try:
            return self.issued[token]
        except KeyError:
            raise InvalidToken from None

    def examine(self, token: str) -> tuple[Identity, Lifetime]:
        return self.verify(token), self._lifetimes[token]

    def lifetime(self, token: str) -> Lifetime:
        self.verify(token)
        return self._lifetimes[token]


class NotedBackoff(Backoff):
    """Waits not at all, and keeps what it was asked."""

    def __init__(self) -> None:
        self.attempts: list[int] = []

    def pause(self, attempt: int) -> float:
        self.attempts.append(attempt)
        return 0.0


class NotedMetrics(StoreMetrics):
    """Keeps how often it was told what: operations by name and result, commits by how many
    changes they held."""

    def __init__(self) -> None:
        self.operations: Counter[tuple[str, str]] = Counter()
        self.seconds = 0.0
        self.commits: Counter[int] = Counter()
        self.conflicts = 0

    def operated(self, operation: str, result: str, seconds: float) -> None:
        self.operations[operation, result] += 1
        self.seconds += seconds

    def committed(self, changes: int) -> None:
        self.commits[changes] += 1

    def conflicted(self) -> None:
        self.conflicts += 1
