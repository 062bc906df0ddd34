"""How often someone may ask."""

from dataclasses import dataclass
from datetime import timedelta
from typing import NamedTuple, Protocol

_MILLISECOND = timedelta(milliseconds=1)


@dataclass(frozen=True, slots=True)
class Budget:
    """`limit` requests (at least 1) in any `window` (at least a millisecond).

    Clients are told it by its `name`. Raises `ValueError`.
    """

    limit: int
    window: timedelta
    name: str = "default"

    def __post_init__(self) -> None:
        if self.limit < 1 or self.window < _MILLISECOND:
            raise ValueError(f"no budget: {self.limit} requests in {self.window}")

    @property
    def milliseconds(self) -> int:
        """The window, rounded down."""
        return self.window // _MILLISECOND


class Spent(NamedTuple):
    """That `source` has nothing left of `budget`."""

    source: str
    budget: Budget


@dataclass(frozen=True, slots=True)
class Allowance:
    """The answer to one request. Durations are in whole seconds, rounded up.

    `limit` requests may be made in any `window`; `remaining` of them are left now; in `reset`
    the oldest one counted stops counting. `retry_after` is set when this request is refused.
    All of it is about the budget of the name `budget`, the one that decided.
    """

    limit: int
    window: int
    remaining: int
    reset: int
    retry_after: int | None = None
    budget: str = "default"

    @staticmethod
    def of(budget: Budget, count: int, *, reset: int, retry: int) -> "Allowance":
        """What is left when `count` requests count. `reset` and `retry` are milliseconds until
        the oldest stops counting and until one more may pass; 0 where this one did."""
        return Allowance(
            limit=budget.limit,
            window=_seconds(budget.milliseconds),
            remaining=max(0, budget.limit - count),
            reset=_seconds(min(reset, budget.milliseconds)),
            retry_after=_seconds(retry) if retry else None,
            budget=budget.name,
        )


class RateLimits(Protocol):
    """Budgets of requests, one for every source, in a true sliding window."""

    async def spend(self, source: str, budget: Budget, *, unless: Spent | None = None) -> Allowance:
        """Count one request of `source`, unless it is refused, and say what is left.

        A source always has the same budget. With `unless` the request is refused while that is
        the case; it is looked at and not spent, and the answer is about it then.

        One atomic step across all nodes that share the store: of any number at once exactly
        the limit pass. A refused request is not counted. Sources that are quiet for a window
        leave nothing behind. Raises `StoreUnavailable`.
        """
        ...


def _seconds(milliseconds: int) -> int:
    """Whole seconds, rounded up."""
    return -(-milliseconds // 1000)
