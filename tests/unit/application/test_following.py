"""The queue of one follower: in order, each once, bounded."""

import asyncio
from collections.abc import Iterable

from application.commit import Commit, Interrupted
from application.following import Following
from domain.events import LockToggled
from tests.rooms import CODE, NOON


def a_commit(version: int) -> Commit:
    return Commit(
        code=CODE,
        room_id="a room",
        previous=f"revision {version - 1}",
        revision=f"revision {version}",
        version=version,
        at=NOON,
        events=(LockToggled(is_locked=True),),
    )


def put_all(following: Following, versions: Iterable[int]) -> None:
    for version in versions:
        following.put(a_commit(version))


async def next_of(following: Following, count: int) -> list[int | Interrupted]:
    """So many of what comes next, commits by their version."""
    async with asyncio.timeout(10):
        come = [await anext(following) for _ in range(count)]
    return [one.version if isinstance(one, Commit) else one for one in come]


async def nothing_waits(following: Following) -> bool:
    waiting = asyncio.ensure_future(anext(following))
    await asyncio.sleep(0)
    return not waiting.done() and waiting.cancel()


async def test_commits_come_in_the_order_in_which_they_were_put_each_once() -> None:
    following = Following()
    put_all(following, [1, 2, 3])
    assert await next_of(following, 3) == [1, 2, 3]
    assert await nothing_waits(following)


async def test_a_follower_that_waits_gets_the_commit_that_comes() -> None:
    following = Following()
    waiting = asyncio.ensure_future(next_of(following, 2))
    await asyncio.sleep(0)
    put_all(following, [1])
    await asyncio.sleep(0)
    put_all(following, [2])
    assert await waiting == [1, 2]


async def test_a_follower_goes_through_its_commits_with_async_for() -> None:
    following = Following()
    put_all(following, [1, 2, 3])
    seen = []
    async for commit in following:
        assert isinstance(commit, Commit)
        seen.append(commit.version)
        if commit.version == 3:
            break
    assert seen == [1, 2, 3]


async def test_a_follower_that_gave_up_waiting_misses_nothing() -> None:
    following = Following()
    assert await nothing_waits(following)
    put_all(following, [1])
    assert await next_of(following, 1) == [1]


async def test_an_interruption_takes_the_place_of_everything_that_waits() -> None:
    following = Following()
    put_all(following, [1, 2])
    following.interrupt()
    assert await next_of(following, 1) == [Interrupted()]
    assert await nothing_waits(following)


async def test_commits_after_an_interruption_come_after_it() -> None:
    following = Following()
    put_all(following, [1])
    following.interrupt()
    put_all(following, [2, 3])
    assert await next_of(following, 3) == [Interrupted(), 2, 3]


async def test_interruptions_that_nobody_saw_in_between_are_one() -> None:
    following = Following()
    following.interrupt()
    put_all(following, [1])
    following.interrupt()
    assert await next_of(following, 1) == [Interrupted()]
    assert await nothing_waits(following)


async def test_an_interruption_wakes_a_follower_that_waits() -> None:
    following = Following()
    waiting = asyncio.ensure_future(next_of(following, 1))
    await asyncio.sleep(0)
    following.interrupt()
    assert await waiting == [Interrupted()]


async def test_as_many_commits_wait_as_there_is_room_for() -> None:
    following = Following(capacity=3)
    put_all(following, [1, 2, 3])
    assert await next_of(following, 3) == [1, 2, 3]


async def test_a_follower_that_falls_too_far_behind_is_interrupted() -> None:
    following = Following(capacity=3)
    put_all(following, [1, 2, 3, 4])
    assert await next_of(following, 1) == [Interrupted()]
    assert await nothing_waits(following)


async def test_commits_after_it_fell_behind_come_after_the_interruption() -> None:
    following = Following(capacity=3)
    put_all(following, [1, 2, 3, 4, 5])
    assert await next_of(following, 2) == [Interrupted(), 5]


async def test_what_waits_for_one_that_never_comes_stays_within_the_capacity() -> None:
    following = Following(capacity=3)
    put_all(following, range(1, 103))
    assert await next_of(following, 3) == [Interrupted(), 101, 102]
    assert await nothing_waits(following)


async def test_a_follower_that_caught_up_has_the_whole_room_again() -> None:
    following = Following(capacity=3)
    put_all(following, [1, 2, 3, 4])
    assert await next_of(following, 1) == [Interrupted()]
    put_all(following, [5, 6, 7])
    assert await next_of(following, 3) == [5, 6, 7]
