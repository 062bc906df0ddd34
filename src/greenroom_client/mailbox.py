"""Events that wait to be read."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from typing import Self

from greenroom_client.events import Event, EventsMissed
from greenroom_client.state import RoomState


class Mailbox(AsyncIterator[Event]):
    """A queue with an end, for one reader, of at most `size` events.

    A reader that falls behind is told so, and goes on from the room as it was then, as the
    server does with a client that may have missed something.
    """

    def __init__(self, size: int) -> None:
        self._size = size
        self._events: deque[Event] = deque()
        self._instead: deque[Event] = deque()  # of what was dropped; read first
        self._news = asyncio.Event()
        self._is_closed = False
        self._is_read = False
        self._error: Exception | None = None

    def put(self, event: Event, before: RoomState | None) -> None:
        """Add this; `before` is the room before it, where anything is known of it."""
        if self._is_closed:
            return
        if len(self._events) >= self._size:
            self._forget(before)
        self._events.append(event)
        self._news.set()

    def close(self, error: Exception | None = None) -> None:
        """Nothing more comes. What is there can still be read, and then this error is raised."""
        if not self._is_closed:
            self._is_closed = True
            self._error = error
            self._news.set()

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> Event:
        """The next event, once there is one. Raises `RuntimeError` where another is waiting."""
        if self._is_read:
            raise RuntimeError("The events of a room have one reader at a time.")
        self._is_read = True
        try:
            await self._until_something_is_there()
        finally:
            self._is_read = False
        if waiting := self._instead or self._events:
            return waiting.popleft()
        raise self._error or StopAsyncIteration

    async def _until_something_is_there(self) -> None:
        while not (self._instead or self._events or self._is_closed):
            self._news.clear()
            await self._news.wait()

    def _forget(self, room: RoomState | None) -> None:
        untold = sum(one.number for one in self._instead if isinstance(one, EventsMissed))
        missed = EventsMissed(untold + len(self._events))
        self._instead = deque([missed] if room is None else [missed, room.told()])
        self._events.clear()
