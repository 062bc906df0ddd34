"""How nodes hear of changes."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from typing import Protocol

from application.commit import Commit, Interrupted


class RoomFeed(Protocol):
    """Every commit of a room, to every node that follows it, in one order."""

    def follow(self, code: str) -> AbstractAsyncContextManager[AsyncIterator[Commit | Interrupted]]:
        """Follow the room with this code, existing or not, from now on.

        Entered once the subscription is in force: a commit that starts after that is seen.
        Yields the commits in the order in which the store made them, each exactly once, or
        `Interrupted` where some may be missing. Never ends by itself. Followers of one code
        are independent of each other. Raises `StoreUnavailable` on entering.
        """
        ...

    async def probe(self) -> None:
        """Send a message through the feed, and return when this process has heard it.

        It comes by the way by which commits come, whether or not a room is followed, and no
        follower hears of it. Raises `StoreUnavailable` when it was not heard in time, which is
        by `application.deadline.answer_due`.

        A feed that hears whenever its store answers needs none, and inherits this one, which
        returns at once.
        """
        return
