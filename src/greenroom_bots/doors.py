"""The addresses that the players are told, and the limits that they meet there."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from types import TracebackType
from typing import Self, TypeVar

import aiohttp

from greenroom_bots.line import Line
from greenroom_client import Code, Greenroom, Refused, Timeouts

_T = TypeVar("_T")

TIMEOUTS = Timeouts(answer=10, repeat=1, connect=5, command=10)
"""A try ends soon: there may be another address."""

SHUNNED = 5.0
"""Seconds for which an address that did not answer is left out."""

AGAIN = 5.0
"""Seconds to wait for a limit where the server names none."""


class Unusable(Exception):
    """Nobody can play there. `str(error)` says why, in a sentence."""


class Turnstile:
    """One asks at a time, and who is told to wait holds up all others: the server counts them
    together, by their address."""

    def __init__(self, now: Callable[[], float]) -> None:
        self.refused = 0
        self._now = now
        self._lock = asyncio.Lock()
        self._until = 0.0

    @property
    def wait(self) -> float:
        """Seconds until the next one may ask; 0 when anybody may."""
        return max(0.0, self._until - self._now())

    async def through(self, ask: Callable[[], Awaitable[_T]]) -> _T:
        """What comes of asking, as soon as the limit allows it."""
        async with self._lock:
            while True:
                try:
                    return await ask()
                except Refused as refused:
                    if refused.code != Code.RATE_LIMITED:
                        raise
                    self.refused += 1
                    seconds = refused.retry_after or AGAIN
                self._until = self._now() + seconds
                await asyncio.sleep(seconds)


class Doors:
    """Use: `async with Doors(urls, now) as doors:`."""

    def __init__(self, urls: Sequence[str], now: Callable[[], float]) -> None:
        self.urls = urls
        self.creating = Turnstile(now)
        self.joining = Turnstile(now)
        self._now = now
        self._servers = [Greenroom(url, timeouts=TIMEOUTS) for url in urls]
        self._shunned: dict[int, float] = {}
        self._stack = AsyncExitStack()

    async def __aenter__(self) -> Self:
        for server in self._servers:
            await self._stack.enter_async_context(server)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._stack.aclose()

    async def check(self) -> None:
        """Raises `Unusable` unless something answers everywhere."""
        patience = aiohttp.ClientTimeout(total=TIMEOUTS.answer)
        async with aiohttp.ClientSession(timeout=patience) as http:
            for url in self.urls:
                try:
                    async with http.get(f"{url}/health/live"):
                        pass
                except (aiohttp.ClientError, TimeoutError) as error:
                    why = str(error) or f"no answer within {TIMEOUTS.answer:g} s"
                    raise Unusable(f"{url} can't be reached: {why}.") from None

    def over_http(self, number: int) -> Greenroom:
        """The server at the address of this number, for requests."""
        return self._servers[number]

    def over(self, line: Line, number: int) -> Greenroom:
        """The same, to be entered over this line."""
        return Greenroom(self.urls[number], timeouts=TIMEOUTS, open_session=line.open)

    def usable(self, number: int) -> int:
        """The address of this number, or the next that is not known to be away."""
        count = len(self.urls)
        for step in range(count):
            if self._shunned.get((number + step) % count, 0.0) <= self._now():
                return (number + step) % count
        return number % count

    def is_away(self, number: int) -> None:
        """The address did not answer."""
        self._shunned[number] = self._now() + SHUNNED
