"""One room of the feed, as this process follows it."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable

import structlog

from adapters.commit_codec import decode_commits
from adapters.postgres_notice import Notice
from application.background import background
from application.errors import StoreUnavailable
from application.following import CAPACITY, Following

log = structlog.stdlib.get_logger(__name__)


class FeedRoom:
    """Tells followers what notifications say, in their order.

    While something is read from the outbox, what comes after it waits. Each notice is for those
    who followed when it came.
    """

    def __init__(self, read: Callable[[str], Awaitable[bytes]]) -> None:
        """`read` returns what the outbox holds of a revision. Raises `StoreUnavailable`."""
        self.followers: set[Following] = set()
        self._read = read
        self._waiting: deque[tuple[Notice, tuple[Following, ...]]] = deque()
        self._reading: asyncio.Task[None] | None = None

    def take(self, notice: Notice) -> None:
        """Tell of a notice now, or when those before it have been told."""
        message = notice.message
        if self._reading is None and message is not None:
            self._tell(self.followers, message)
        elif len(self._waiting) < CAPACITY:
            self._waiting.append((notice, tuple(self.followers)))
            self._reading = self._reading or background(self._read_on())
        else:
            self.interrupt()

    def interrupt(self) -> None:
        """Tell everyone who follows that commits may be missing, and nothing that waited."""
        self.stop()
        for following in self.followers:
            following.interrupt()

    def stop(self) -> None:
        """Read nothing any more."""
        self._waiting.clear()
        if self._reading is not None:
            self._reading.cancel()
            self._reading = None

    async def _read_on(self) -> None:
        try:
            while self._waiting:
                notice, followers = self._waiting.popleft()
                self._tell(followers, notice.message or await self._read(notice.revision))
        except StoreUnavailable:
            self._reading = None
            self.interrupt()
        self._reading = None

    def _tell(self, followers: set[Following] | tuple[Following, ...], message: bytes) -> None:
        try:
            commits = decode_commits(message)
        except ValueError as error:
            log.warning("foreign message on the feed", reason=str(error)[:200])
            self.interrupt()
            return
        for following in followers:
            for commit in commits:
                following.put(commit)
