"""Whether the feed is taken for sound, by when it last heard itself."""

import asyncio
import math
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from prometheus_client import CollectorRegistry
from structlog.testing import capture_logs

from application.background import background
from application.commit import Commit, Interrupted
from application.deadline import answer_due
from application.errors import StoreUnavailable
from application.following import Following
from application.ports import RoomFeed
from entrypoints.feed_watch import FRESH, PERIOD, FeedWatch
from tests.backstage import SteadyBackoff
from tests.hurried_loop import idle

A_MOMENT = 0.001
BRIEF = PERIOD + A_MOMENT
"""Seconds in which one probe fails, and the next is in time to be fresh."""


def now() -> float:
    return asyncio.get_running_loop().time()


class Ear(RoomFeed):
    """A feed that hears itself, `delay` seconds later, unless it is deaf when it is asked: then
    it says so when the caller's time is up. Notes when it was asked."""

    def __init__(self, delay: float = 0.0) -> None:
        self.is_deaf = False
        self.asked: list[float] = []
        self._delay = delay

    @asynccontextmanager
    async def follow(self, code: str) -> AsyncIterator[AsyncIterator[Commit | Interrupted]]:
        yield Following()

    async def probe(self) -> None:
        self.asked.append(now())
        due = answer_due()
        assert due is not None
        if self.is_deaf:
            await asyncio.sleep(due - now())
            raise StoreUnavailable
        await asyncio.sleep(self._delay)


class Watched:
    """A feed that is watched from `start` on."""

    def __init__(self, feed: RoomFeed) -> None:
        self.registry = CollectorRegistry(auto_describe=True)
        self.watch = FeedWatch(feed, SteadyBackoff(), self.registry)
        self._task: asyncio.Task[None] | None = None

    @property
    def told(self) -> float | None:
        """The age that the registry has."""
        return self.registry.get_sample_value("greenroom_feed_probe_age_seconds")

    async def start(self) -> None:
        self._task = background(self.watch.run())
        await idle()

    def stop(self) -> None:
        assert self._task is not None
        self._task.cancel()


@pytest.fixture
async def ear() -> Ear:
    return Ear()


@pytest.fixture
async def node(ear: Ear) -> AsyncIterator[Watched]:
    watched = Watched(ear)
    yield watched
    watched.stop()


async def test_a_node_that_starts_asks_at_once_and_is_not_heard_before(node: Watched) -> None:
    assert not node.watch.is_heard
    assert node.told == math.inf
    await node.start()
    assert node.watch.is_heard
    assert node.told == 0.0


async def test_the_feed_is_probed_every_period(node: Watched, ear: Ear) -> None:
    begin = now()
    await node.start()
    await asyncio.sleep(4 * PERIOD + A_MOMENT)
    assert ear.asked == [begin + PERIOD * turn for turn in range(5)]


async def test_a_deaf_feed_is_heard_no_more_five_seconds_after_the_last_probe(
    node: Watched, ear: Ear
) -> None:
    await node.start()
    ear.is_deaf = True
    await asyncio.sleep(FRESH)
    assert node.watch.is_heard
    await asyncio.sleep(A_MOMENT)
    assert not node.watch.is_heard
    assert node.told == pytest.approx(FRESH + A_MOMENT)


async def test_a_feed_that_comes_back_is_heard_with_the_next_probe(node: Watched, ear: Ear) -> None:
    await node.start()
    ear.is_deaf = True
    await asyncio.sleep(60)
    ear.is_deaf = False
    await asyncio.sleep(PERIOD + A_MOMENT)  # what is under way
    assert node.watch.is_heard


async def test_a_feed_that_fails_at_once_is_probed_with_growing_pauses_up_to_a_period() -> None:
    class Refusing(Ear):
        async def probe(self) -> None:
            self.asked.append(now())
            raise StoreUnavailable

    refusing, begin = Refusing(), now()
    refused = Watched(refusing)
    await refused.start()
    await asyncio.sleep(10)
    refused.stop()
    assert refusing.asked[:5] == [begin, begin + 1, begin + 3, begin + 5, begin + 7]


async def test_asking_how_it_is_asks_the_feed_nothing(node: Watched, ear: Ear) -> None:
    await node.start()
    for _ in range(100):
        assert node.watch.is_heard
    assert len(ear.asked) == 1


async def test_each_outage_is_logged_once_when_it_counts_and_when_it_is_over(
    node: Watched, ear: Ear
) -> None:
    await node.start()
    with capture_logs() as logged:
        for seconds in (BRIEF, 30, 60):
            ear.is_deaf = True
            await asyncio.sleep(seconds)
            ear.is_deaf = False
            await asyncio.sleep(2 * PERIOD)
    assert [line["event"] for line in logged] == [
        *("the feed is not heard", "the feed is heard"),
        *("the feed is not heard", "the feed is heard"),
    ]


async def test_a_start_without_a_feed_is_logged_when_it_counts(node: Watched, ear: Ear) -> None:
    ear.is_deaf = True
    with capture_logs() as logged:
        await node.start()
        await asyncio.sleep(FRESH)
        assert logged == []
        await asyncio.sleep(3 * PERIOD)
    assert [line["event"] for line in logged] == ["the feed is not heard"]


async def test_a_fault_in_the_feed_is_logged_and_does_not_end_the_watch() -> None:
    class Broken(Ear):
        async def probe(self) -> None:
            await super().probe()
            if len(self.asked) == 1:
                raise ZeroDivisionError

    broken = Watched(Broken())
    with capture_logs() as logged:
        await broken.start()
        await asyncio.sleep(PERIOD)
    assert logged[0]["event"] == "probing the feed failed"
    assert broken.watch.is_heard
    broken.stop()


async def test_who_starts_waits_until_the_feed_is_heard() -> None:
    slow, begin = Watched(Ear(delay=0.3)), now()
    await slow.start()
    await slow.watch.begins(1.0)
    assert now() == pytest.approx(begin + 0.3)
    assert slow.watch.is_heard
    slow.stop()


async def test_who_starts_waits_for_a_deaf_feed_no_longer_than_it_says(
    node: Watched, ear: Ear
) -> None:
    ear.is_deaf, begin = True, now()
    await node.start()
    await node.watch.begins(1.0)
    assert now() == pytest.approx(begin + 1.0)
    assert not node.watch.is_heard


async def test_a_feed_without_a_probe_of_its_own_is_always_heard() -> None:
    class Plain(RoomFeed):
        @asynccontextmanager
        async def follow(self, code: str) -> AsyncIterator[AsyncIterator[Commit | Interrupted]]:
            yield Following()

    plain = Watched(Plain())
    await plain.start()
    await asyncio.sleep(100)
    assert plain.watch.is_heard
    plain.stop()
