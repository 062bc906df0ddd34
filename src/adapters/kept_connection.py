"""A connection that is made again whenever it is lost."""

import asyncio
from collections.abc import Awaitable, Callable

from application.deadline import due_within
from application.errors import StoreUnavailable
from application.ports import Backoff


class KeptConnection:
    """Has one connection after another served, with a pause between, spread by chance, that
    grows with each failure in a row."""

    def __init__(self, serve: Callable[[], Awaitable[None]], backoff: Backoff) -> None:
        """`serve` makes a connection and serves it; it ends with `StoreUnavailable`."""
        self._serve = serve
        self._backoff = backoff
        self._failures = 0

    async def run(self) -> None:
        """Serve until it is cancelled."""
        while True:
            try:
                await self._serve()
            except StoreUnavailable:
                await asyncio.sleep(self._backoff.pause(self._failures))
                self._failures += 1

    def has_answered(self) -> None:
        """The connection works: the next failure is the first one again."""
        self._failures = 0


async def happening(event: asyncio.Event, patience: float) -> None:
    """Wait for this. Raises `StoreUnavailable` when the caller's time is up, or `patience`
    seconds where the caller sets no limit."""
    try:
        async with asyncio.timeout_at(due_within(patience)):
            await event.wait()
    except TimeoutError:
        raise StoreUnavailable from None
