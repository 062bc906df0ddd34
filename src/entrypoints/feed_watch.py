"""Whether the feed is heard, for as long as the node runs."""

import asyncio
import math

import structlog
from prometheus_client import CollectorRegistry, Gauge

from application.deadline import answer_by
from application.errors import ServiceError
from application.ports import Backoff, RoomFeed

log = structlog.stdlib.get_logger(__name__)

PERIOD = 2.0
"""Seconds between two probes, and for which each is waited for at most."""

FRESH = 5.0
"""Seconds after the last probe that was heard in which the feed is taken for sound."""


class FeedWatch:
    """Has the feed hear itself again and again; sooner while it does not.

    Whoever asks how it is causes no question: it is known. Tells the registry, on the event
    loop, how long ago that was.
    """

    def __init__(self, feed: RoomFeed, backoff: Backoff, registry: CollectorRegistry) -> None:
        self._feed = feed
        self._backoff = backoff
        self._heard_at: float | None = None
        self._silent_since = 0.0
        self._first = asyncio.Event()
        self._is_missed = False
        age = Gauge(
            "greenroom_feed_probe_age_seconds",
            "How long ago the feed heard this node's own probe; +Inf before the first.",
            registry=registry,
        )
        age.set_function(lambda: self.age)

    @property
    def age(self) -> float:
        """Seconds since the last probe that was heard; infinite before the first."""
        if self._heard_at is None:
            return math.inf
        return asyncio.get_running_loop().time() - self._heard_at

    @property
    def is_heard(self) -> bool:
        """Whether the feed has heard a probe a short while ago."""
        return self.age <= FRESH

    async def begins(self, patience: float) -> None:
        """Returns when the first probe was heard, or after so many seconds."""
        try:
            async with asyncio.timeout(patience):
                await self._first.wait()
        except TimeoutError:
            return

    async def run(self) -> None:
        """Never ends by itself."""
        now = asyncio.get_running_loop().time
        self._silent_since = now()
        while True:
            attempt, due = 0, now() + PERIOD
            while not await self._hears(due):
                self._miss()
                await asyncio.sleep(min(self._backoff.pause(attempt), max(0.0, due - now())))
                attempt, due = attempt + 1, now() + PERIOD
            self._hear()
            await asyncio.sleep(PERIOD)

    async def _hears(self, due: float) -> bool:
        try:
            with answer_by(due):
                await self._feed.probe()
        except ServiceError:
            return False
        except Exception:
            log.exception("probing the feed failed")
            return False
        return True

    def _hear(self) -> None:
        if (seconds := self._silence()) > FRESH:
            log.info("the feed is heard", seconds=round(seconds, 1))
        self._heard_at = self._silent_since = asyncio.get_running_loop().time()
        self._is_missed = False
        self._first.set()

    def _miss(self) -> None:
        """Say so once, when it has been long enough to count."""
        if not self._is_missed and (seconds := self._silence()) > FRESH:
            log.warning("the feed is not heard", seconds=round(seconds, 1))
            self._is_missed = True

    def _silence(self) -> float:
        """Seconds since the last probe that was heard, or since the start."""
        return asyncio.get_running_loop().time() - self._silent_since
