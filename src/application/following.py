"""The queue between a feed and one who follows a room. For those who write a store."""

import asyncio
from collections import deque

from application.commit import Commit, Interrupted

CAPACITY = 4096
"""Commits that may wait for a follower. One that falls further behind is interrupted."""


class Following:
    """Commits on their way to one follower: in order, each once, bounded.

    An interruption, also one for want of room, takes the place of everything that waits: the
    follower loads the room anyway. For one event loop; nothing here blocks the one who puts.
    """

    def __init__(self, capacity: int = CAPACITY) -> None:
        self._capacity = capacity
        self._waiting: deque[Commit | Interrupted] = deque()
        self._arrived = asyncio.Event()

    def put(self, commit: Commit) -> None:
        """Hand over the next commit."""
        if len(self._waiting) >= self._capacity:
            self.interrupt()
            return
        self._waiting.append(commit)
        self._arrived.set()

    def interrupt(self) -> None:
        """Say that commits may be missing from here on."""
        self._waiting.clear()
        self._waiting.append(Interrupted())
        self._arrived.set()

    def __aiter__(self) -> "Following":
        return self

    async def __anext__(self) -> Commit | Interrupted:
        while not self._waiting:
            self._arrived.clear()
            await self._arrived.wait()
        return self._waiting.popleft()
