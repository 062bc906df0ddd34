"""A channel of the feed, as this process knows it."""

import asyncio

from application.commit import Commit
from application.following import Following


class FeedChannel:
    """Who follows a channel, and whether Redis knows that we do.

    Confirmations come in the order of the commands, so that the subscription is in force when
    none is outstanding.
    """

    def __init__(self) -> None:
        self.followers: set[Following] = set()
        self.in_force = asyncio.Event()
        self._outstanding = 0
        self._was_lost = False

    @property
    def is_done(self) -> bool:
        """Whether nobody follows, and Redis knows it."""
        return not self.followers and self._outstanding == 0

    @property
    def is_settled(self) -> bool:
        """Whether no command is outstanding."""
        return self._outstanding == 0

    def asked(self) -> None:
        """A command has gone to Redis."""
        self._outstanding += 1
        self.in_force.clear()

    def confirmed(self) -> None:
        """Redis has confirmed the earliest command. Those who missed something are told."""
        self._outstanding -= 1
        if self._outstanding == 0 and self.followers:
            self.in_force.set()
            if self._was_lost:
                self._was_lost = False
                self.interrupt()

    def lost(self) -> None:
        """The connection is gone, and all that was outstanding on it."""
        self._was_lost = self._was_lost or self.in_force.is_set()
        self._outstanding = 0
        self.in_force.clear()

    def succeed(self, earlier: "FeedChannel") -> None:
        """Take the place of one that nobody follows: what it has outstanding comes here."""
        self._outstanding = earlier._outstanding
        earlier._outstanding = 0

    def put(self, commits: list[Commit]) -> None:
        """Hand commits to everyone who follows."""
        for following in self.followers:
            for commit in commits:
                following.put(commit)

    def interrupt(self) -> None:
        """Tell everyone who follows that commits may be missing."""
        for following in self.followers:
            following.interrupt()
