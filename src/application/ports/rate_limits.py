"""How often someone may ask."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Allowance:
    """The answer to one request. Durations are in whole seconds, rounded up.

    `limit` requests may be made in any `window`; `remaining` of them are left now; in `reset`
    the oldest one counted stops counting. `retry_after` is set when this request is refused.
    """

    limit: int
    window: int
    remaining: int
    reset: int
    retry_after: int | None = None


class RateLimits(Protocol):
    """A budget of requests for every source, in a true sliding window."""

    async def spend(self, source: str) -> Allowance:
        """Count one request of `source`, unless it is refused, and say what is left.

        One atomic step across all nodes that share the store: of any number at once exactly
        the limit pass. A refused request is not counted. Sources that are quiet for a window
        leave nothing behind. Raises `StoreUnavailable`.
        """
        ...
