"""A node is gone, and with it everybody's connection to it."""

import asyncio

import pytest

from application.errors import StoreUnavailable
from application.lose_node import AT_ONCE, LoseNode
from domain.events import MemberDisconnected
from tests.commits import next_events
from tests.fakes import FakeClock
from tests.hurried_loop import idle
from tests.rooms import ADA, BEN, CODE, NODE, a_room
from tests.stepped_leases import LEASE, SteppedLeases
from tests.stepped_store import SteppedStore

MANY = [f"ROOM{number}" for number in range(3 * AT_ONCE)]


@pytest.fixture
def store() -> SteppedStore:
    return SteppedStore()


@pytest.fixture
def lose_node(store: SteppedStore, leases: SteppedLeases) -> LoseNode:
    return LoseNode(store, leases)


async def dead(leases: SteppedLeases, clock: FakeClock, *codes: str) -> None:
    """The node is dead, and was in these rooms."""
    await leases.memory.acquire(NODE, codes)
    clock.advance(LEASE)
    await leases.memory.lapsed()


async def left(leases: SteppedLeases) -> set[str]:
    """What is left of its index."""
    return set((await leases.memory.lapsed()).get(NODE, ()))


async def test_members_that_were_on_it_are_disconnected_and_announced(
    lose_node: LoseNode, store: SteppedStore, leases: SteppedLeases, clock: FakeClock
) -> None:
    await store.add(a_room(with_members=3, connected=[ADA, BEN]), ())
    await dead(leases, clock, CODE)
    async with store.follow(CODE) as feed:
        assert await lose_node(NODE, [CODE]) == 0
        assert await next_events(feed) == (MemberDisconnected(ADA), MemberDisconnected(BEN))
    assert not (await store.get(CODE)).is_occupied
    assert await left(leases) == set()


async def test_a_room_that_is_gone_is_done_with(
    lose_node: LoseNode, leases: SteppedLeases, clock: FakeClock
) -> None:
    await dead(leases, clock, CODE)
    assert await lose_node(NODE, [CODE]) == 0
    assert await left(leases) == set()


async def test_a_room_is_struck_only_after_its_commit(
    lose_node: LoseNode, store: SteppedStore, leases: SteppedLeases, clock: FakeClock
) -> None:
    await store.add(a_room(connected=[ADA]), ())
    await dead(leases, clock, CODE)
    store.confirming.close()
    losing = asyncio.create_task(lose_node(NODE, [CODE]))
    await idle()
    assert await left(leases) == {CODE}
    store.confirming.open()
    await losing
    assert await left(leases) == set()


async def test_one_that_dies_between_commit_and_strike_leaves_it_to_the_next(
    lose_node: LoseNode, store: SteppedStore, leases: SteppedLeases, clock: FakeClock
) -> None:
    await store.add(a_room(connected=[ADA]), ())
    await dead(leases, clock, CODE)
    leases.asking.close()
    dying = asyncio.create_task(lose_node(NODE, [CODE]))
    await idle()
    dying.cancel()
    await idle()
    assert len(store.commits) == 1
    assert await left(leases) == {CODE}
    leases.asking.open()
    assert await lose_node(NODE, [CODE]) == 0
    assert len(store.commits) == 1
    assert await left(leases) == set()


async def test_a_room_that_can_not_be_told_stays_and_holds_up_no_other(
    lose_node: LoseNode, store: SteppedStore, leases: SteppedLeases, clock: FakeClock
) -> None:
    for code in MANY:
        await store.add(a_room(code=code, connected=[ADA]), ())
    await dead(leases, clock, *MANY)
    store.committing.fail_next(StoreUnavailable(), StoreUnavailable())
    leases.asking.fail_next(StoreUnavailable())
    assert await lose_node(NODE, MANY) == 3
    assert len(await left(leases)) == 3
    assert await lose_node(NODE, await left(leases)) == 0
    for code in MANY:
        assert not (await store.get(code)).is_occupied


async def test_an_outage_ends_it_and_leaves_the_rest_to_the_next_time(
    lose_node: LoseNode, store: SteppedStore, leases: SteppedLeases, clock: FakeClock
) -> None:
    await dead(leases, clock, *MANY)
    store.committing.fail_next(*[StoreUnavailable()] * AT_ONCE)
    assert await lose_node(NODE, MANY) == len(MANY)
    assert await left(leases) == set(MANY)
    assert await lose_node(NODE, MANY) == 0


async def test_rooms_are_told_several_at_once_and_not_all(
    lose_node: LoseNode, store: SteppedStore, leases: SteppedLeases, clock: FakeClock
) -> None:
    await dead(leases, clock, *MANY)
    store.committing.close()
    losing = asyncio.create_task(lose_node(NODE, MANY))
    await idle()
    assert store.committing.waiting == AT_ONCE
    store.committing.open()
    assert await losing == 0


async def test_an_unforeseen_error_is_raised(
    lose_node: LoseNode, store: SteppedStore, leases: SteppedLeases
) -> None:
    store.committing.fail_next(ZeroDivisionError())
    with pytest.raises(ZeroDivisionError):
        await lose_node(NODE, [CODE])
