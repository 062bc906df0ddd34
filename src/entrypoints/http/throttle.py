"""Spending a source's budget of requests, and saying what is left of it."""

from litestar.types import HTTPScope

from application.errors import RateLimited
from application.ports import Allowance, RateLimits
from entrypoints.addresses import Addresses
from entrypoints.http.answer import Headers, answer_to


class Throttle:
    """Counts requests by route and source, and refuses what is too much.

    Every answer of a counted request, a refusal included, tells the budget in `RateLimit` and
    `RateLimit-Policy` (draft-ietf-httpapi-ratelimit-headers).
    """

    def __init__(self, limits: RateLimits, addresses: Addresses) -> None:
        self._limits = limits
        self._addresses = addresses

    async def by_address(self, route: str, scope: HTTPScope) -> None:
        """Count this request of the client's address. Raises `RateLimited`."""
        await self._spend(f"{route}:{self._addresses.source_of(scope)}", scope)

    async def by_user(self, route: str, user_id: str, scope: HTTPScope) -> None:
        """Count this request of the user, from wherever. Raises `RateLimited`."""
        await self._spend(f"{route}:user:{user_id}", scope)

    async def _spend(self, source: str, scope: HTTPScope) -> None:
        allowance = await self._limits.spend(source)
        answer_to(scope).headers.extend(told(allowance))
        if allowance.retry_after is not None:
            raise RateLimited(allowance.retry_after)


def told(allowance: Allowance) -> Headers:
    """The budget as header fields."""
    return [
        (b"ratelimit-policy", b'"default";q=%d;w=%d' % (allowance.limit, allowance.window)),
        (b"ratelimit", b'"default";r=%d;t=%d' % (allowance.remaining, allowance.reset)),
    ]
