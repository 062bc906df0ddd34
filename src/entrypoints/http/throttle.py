"""Spending a source's budget of requests, and saying what is left of it."""

from dataclasses import dataclass
from datetime import timedelta

from litestar.types import HTTPScope

from application.errors import RateLimited
from application.ports import Allowance, Budget, RateLimits, Spent
from entrypoints.addresses import Addresses
from entrypoints.http.answer import Headers, answer_to

REQUESTS = Budget(20, timedelta(minutes=1))
ROOMS = Budget(20, timedelta(minutes=10), "rooms")
MISSES = Budget(10, timedelta(minutes=1), "misses")


@dataclass(frozen=True, slots=True, kw_only=True)
class Budgets:
    """What a source may ask: `requests` of one route, `rooms` that it opens, and `misses`,
    which are requests for a room that is not there."""

    requests: Budget = REQUESTS
    rooms: Budget = ROOMS
    misses: Budget = MISSES


class Throttle:
    """Counts requests by route and source, and refuses what is too much.

    Every answer of a counted request, a refusal included, tells the budgets that were asked in
    `RateLimit` and `RateLimit-Policy` (draft-ietf-httpapi-ratelimit-headers).
    """

    def __init__(self, limits: RateLimits, addresses: Addresses, budgets: Budgets) -> None:
        self._limits = limits
        self._addresses = addresses
        self._budgets = budgets

    async def opening(self, scope: HTTPScope) -> None:
        """Count a room that the client's address opens. Raises `RateLimited`."""
        await self._spend(f"create:{self._addresses.source_of(scope)}", self._budgets.rooms, scope)

    async def seeking(self, route: str, scope: HTTPScope) -> None:
        """Count a request of the client's address for a room by its code.

        Raises `RateLimited`, also when the address has had its misses: it would learn by
        guessing whether there is a room.
        """
        address = self._addresses.source_of(scope)
        missed = Spent(f"miss:{address}", self._budgets.misses)
        await self._spend(f"{route}:{address}", self._budgets.requests, scope, missed)

    async def missed(self, scope: HTTPScope) -> None:
        """Count a room that was not there. Raises `RateLimited`."""
        await self._spend(f"miss:{self._addresses.source_of(scope)}", self._budgets.misses, scope)

    async def by_address(self, route: str, scope: HTTPScope) -> None:
        """Count this request of the client's address. Raises `RateLimited`."""
        source = f"{route}:{self._addresses.source_of(scope)}"
        await self._spend(source, self._budgets.requests, scope)

    async def by_user(self, route: str, user_id: str, scope: HTTPScope) -> None:
        """Count this request of the user, from wherever. Raises `RateLimited`."""
        await self._spend(f"{route}:user:{user_id}", self._budgets.requests, scope)

    async def _spend(
        self, source: str, budget: Budget, scope: HTTPScope, unless: Spent | None = None
    ) -> None:
        allowance = await self._limits.spend(source, budget, unless=unless)
        tell(allowance, answer_to(scope).headers)
        if allowance.retry_after is not None:
            raise RateLimited(allowance.retry_after)


def tell(allowance: Allowance, headers: Headers) -> None:
    """Put the budget into the header fields, behind those that are there."""
    for name, item in told(allowance):
        earlier = [value for other, value in headers if other == name]
        headers[:] = [header for header in headers if header[0] != name]
        headers.append((name, b", ".join([*earlier, item])))


def told(allowance: Allowance) -> Headers:
    """The budget as header fields."""
    name = allowance.budget.encode("ascii")
    return [
        (b"ratelimit-policy", b'"%b";q=%d;w=%d' % (name, allowance.limit, allowance.window)),
        (b"ratelimit", b'"%b";r=%d;t=%d' % (name, allowance.remaining, allowance.reset)),
    ]
