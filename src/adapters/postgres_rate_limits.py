"""Rate limits in PostgreSQL, shared by all nodes."""

import secrets

from adapters.postgres_link import PostgresLink
from adapters.postgres_rate_function import SPEND
from application.deadline import due_within
from application.ports import Allowance, Budget, RateLimits, Spent

REFUSED = -1
"""The count when the other budget is what refuses."""


class PostgresRateLimits(RateLimits):
    """One statement and one round trip a decision, by the server's own clock. What is counted
    outlives no crash of the server: it starts anew then."""

    def __init__(self, link: PostgresLink, patience: float = 5.0) -> None:
        """`patience` is how many seconds an answer may take where the caller sets no limit."""
        self._link = link
        self._patience = patience

    async def spend(self, source: str, budget: Budget, *, unless: Spent | None = None) -> Allowance:
        due, token = due_within(self._patience), int.from_bytes(secrets.token_bytes(8), signed=True)
        arguments = [_key(source), token, budget.limit, budget.milliseconds, *_guard(unless)]
        ((count, reset, retry),) = (await self._link.ask(due, SPEND, *arguments)).rows
        if count == REFUSED and unless is not None:
            return Allowance.of(unless.budget, unless.budget.limit, reset=retry, retry=retry)
        return Allowance.of(budget, count, reset=reset, retry=retry)


def _guard(unless: Spent | None) -> tuple[bytes | int | None, ...]:
    if unless is None:
        return None, None, None
    return _key(unless.source), unless.budget.limit, unless.budget.milliseconds


def _key(source: str) -> bytes:
    """Any source; PostgreSQL takes not every text (no NUL, and no halves of characters)."""
    return source.encode("utf-8", "surrogatepass")
