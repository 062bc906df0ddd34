"""What a feed says to itself, to know that it would hear of rooms."""

import asyncio
import secrets
from collections.abc import Awaitable, Callable

from adapters.kept_connection import happening
from application.deadline import due_within
from application.errors import StoreUnavailable

Send = Callable[[str, float], Awaitable[object]]
"""Hands a word to the store, which tells the feed, until a time of the event loop. Raises
`StoreUnavailable`."""


class FeedProbe:
    """Sends words that nobody has sent before, and waits until they come back. Nothing is sent
    while the feed's connection does not listen."""

    def __init__(self, send: Send, patience: float) -> None:
        """`patience` is how many seconds a probe may take where the caller sets no limit."""
        self._send = send
        self._patience = patience
        self._in_force = asyncio.Event()
        self._on_their_way: dict[str, asyncio.Future[bool]] = {}
        self._is_closed = False

    async def heard(self) -> None:
        """Returns when a word that was sent now has come back. Raises `StoreUnavailable`."""
        due = due_within(self._patience)
        await happening(self._in_force, self._patience)
        if self._is_closed:
            raise StoreUnavailable
        word = secrets.token_urlsafe(16)
        coming = asyncio.get_running_loop().create_future()
        self._on_their_way[word] = coming
        try:
            async with asyncio.timeout_at(due):
                await self._send(word, due)
                has_come = await coming
        except TimeoutError:
            raise StoreUnavailable from None
        finally:
            del self._on_their_way[word]
        if not has_come:
            raise StoreUnavailable

    def listens(self) -> None:
        """The feed's connection hears from now on what is sent."""
        self._in_force.set()

    def take(self, word: str) -> None:
        """The feed's connection has heard this."""
        coming = self._on_their_way.get(word)
        if coming is not None and not coming.done():
            coming.set_result(True)

    def lost(self) -> None:
        """The connection is gone, and all that was on its way to it."""
        self._in_force.clear()
        for coming in self._on_their_way.values():
            if not coming.done():
                coming.set_result(False)

    def close(self) -> None:
        """Whoever waits hears that nothing will come any more."""
        self.lost()
        self._is_closed = True
        self._in_force.set()
