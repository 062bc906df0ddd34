"""What a node has announced is compared with what the store has."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

import pytest

from application.errors import StoreUnavailable
from application.ports import Identity
from domain.events import Events
from domain.room import Room
from entrypoints.realtime.comparison import AGAIN, MOST, SLICE, TICK, TURN
from tests.backstage import Backstage, session_on
from tests.hurried_loop import idle, what_is_left
from tests.rooms import ADA, BEN, CODE

FIRST = ("CONNECT", "room:state")
AT_MOST = 4.0
"""Seconds after which a loss has been noticed."""


def toggled(room: Room) -> Events:
    return room.toggle_lock(by=ADA)


async def unheard(node: Backstage) -> None:
    """A change of which no message comes."""
    node.store.hold()
    await node.change(toggled)
    node.store.lose()
    node.store.deliver()


async def another_look(node: Backstage) -> None:
    """Returns when the store has been asked once more."""
    before = len(node.store.comparisons)
    while len(node.store.comparisons) == before:
        await asyncio.sleep(TICK)
    await idle()


async def test_a_message_that_never_came_is_noticed(node: Backstage) -> None:
    await node.room(ADA, BEN)
    lines = [await node.enter(ADA), await node.enter(BEN)]
    await unheard(node)
    await asyncio.sleep(AT_MOST)
    for line in lines:
        assert line.names[-1] == "room:state"
        assert line.versions[-1] == 5
        assert line.payloads("room:state")[-1]["room"]["isLocked"] is True


async def test_it_is_noticed_whenever_it_was_lost(node: Backstage) -> None:
    await node.room(ADA)
    line = await node.enter(ADA)
    for number in range(1, 40):
        await asyncio.sleep(0.37)
        await unheard(node)
        await asyncio.sleep(AT_MOST)
        assert line.versions[-1] == 2 + number


@pytest.mark.parametrize("after", [0.1, 0.6, 1.1, 1.6, 2.1, 2.4])
async def test_a_room_that_was_closed_as_announced_is_not_loaded(
    node: Backstage, after: float
) -> None:
    await node.room(ADA)
    line = await node.enter(ADA)
    await asyncio.sleep(after)
    await node.change(lambda room: room.close(by=ADA))
    await asyncio.sleep(AT_MOST)
    assert line.names == [*FIRST, "room:closed", "DISCONNECT"]
    assert node.store.questions == 0


async def test_a_room_that_is_as_the_store_has_it_is_not_loaded(node: Backstage) -> None:
    await node.room(ADA)
    line = await node.enter(ADA)
    await asyncio.sleep(60)
    assert node.store.questions == 0
    assert line.names == [*FIRST]


async def test_a_message_on_its_way_is_no_loss(node: Backstage) -> None:
    await node.room(ADA)
    line = await node.enter(ADA)
    node.store.hold()
    await node.change(toggled)
    await another_look(node)
    await asyncio.sleep(AGAIN / 2)
    node.store.deliver()
    await asyncio.sleep(60)
    assert node.store.questions == 0
    assert line.names == [*FIRST, "room:lock_toggled"]


async def test_a_room_that_goes_on_moving_is_not_loaded_for_being_late(node: Backstage) -> None:
    await node.room(ADA)
    line = await node.enter(ADA)
    node.store.hold()
    await node.change(toggled)
    for _ in range(200):
        await node.change(toggled)
        node.store.deliver(1)  # always one behind
        await asyncio.sleep(AGAIN / 2)
    assert node.store.questions == 0
    node.store.deliver()
    await idle()
    assert line.names == [*FIRST, *["room:lock_toggled"] * 201]


async def test_an_answer_older_than_the_room_at_hand_is_no_loss(node: Backstage) -> None:
    await node.room(ADA)
    line = await node.enter(ADA)
    node.store.comparing.close()
    await another_look(node)
    await node.change(toggled)
    await idle()
    node.store.comparing.open()
    await asyncio.sleep(60)
    assert node.store.questions == 0
    assert line.names == [*FIRST, "room:lock_toggled"]


async def test_a_room_that_the_store_has_lost_is_told_and_over(node: Backstage) -> None:
    await node.room(ADA, BEN)
    lines = [await node.enter(ADA), await node.enter(BEN)]
    await node.store.roll_back()
    await asyncio.sleep(AT_MOST)
    for line in lines:
        assert line.names[-2:] == ["room:closed", "DISCONNECT"]
        assert line.payloads("room:closed") == [{"reason": "LOST"}]
    await asyncio.sleep(2)
    assert all(line.closed for line in lines)


async def test_after_a_rollback_everybody_is_shown_what_is_left(node: Backstage) -> None:
    await node.room(ADA)
    line = await node.enter(ADA)
    entered = await node.store.memory.get(CODE)
    for _ in range(3):
        await node.change(toggled)
    await node.store.roll_back(entered)
    await asyncio.sleep(AT_MOST)
    assert line.versions == [2, 2]


async def test_a_version_that_comes_a_second_time_fools_nobody(node: Backstage) -> None:
    await node.room(ADA, BEN)
    line = await node.enter(ADA)
    entered = await node.store.memory.get(CODE)
    await node.change(toggled)
    await node.store.roll_back(entered)
    node.store.hold()
    await node.change(lambda room: room.transfer_host(by=ADA, to=BEN))
    node.store.lose()
    node.store.deliver()
    await asyncio.sleep(AT_MOST)
    assert line.versions == [3, 4]
    assert line.payloads("room:state")[-1]["room"]["hostId"] == BEN
    assert line.payloads("room:state")[-1]["room"]["isLocked"] is False


@pytest.mark.parametrize("error", [StoreUnavailable(), ValueError("a bug")])
async def test_where_the_store_does_not_answer_the_comparison_goes_on_later(
    node: Backstage, error: Exception
) -> None:
    await node.room(ADA)
    line = await node.enter(ADA)
    await unheard(node)
    node.store.comparing.fail_next(*[error] * 3)
    await asyncio.sleep(TURN + 1 + 2 + 3)  # the pauses after a first, second and third failure
    assert line.names == [*FIRST]
    await asyncio.sleep(AT_MOST)
    assert line.versions == [2, 3]


async def test_a_second_look_that_is_not_answered_is_none(node: Backstage) -> None:
    await node.room(ADA)
    line = await node.enter(ADA)
    await unheard(node)
    await another_look(node)
    node.store.comparing.fail_next(StoreUnavailable())
    await asyncio.sleep(2 * AGAIN)
    assert line.names == [*FIRST]
    await asyncio.sleep(AT_MOST)
    assert line.versions == [2, 3]


async def test_a_room_that_is_being_loaded_is_not_loaded_twice(node: Backstage) -> None:
    await node.room(ADA)
    await node.enter(ADA)
    await unheard(node)
    node.store.asking.close()
    await asyncio.sleep(60)
    assert node.store.questions == 1


async def test_the_turn_of_every_room_comes_in_slices(node: Backstage) -> None:
    rooms = 11 * SLICE
    async with hosting(node, *(f"ROOM{number}" for number in range(rooms))):
        await asyncio.sleep(TURN + TICK)
        assert len(set(asked(node))) == rooms
        node.store.comparisons.clear()
        await asyncio.sleep(10 * TURN)
        assert set(Counter(asked(node)).values()) <= {9, 10, 11}
        assert max(len(codes) for codes in node.store.comparisons) <= SLICE
        assert len(node.store.comparisons) <= 2 * 10 * TURN / TICK


async def test_a_node_with_many_rooms_asks_for_no_more_of_them_a_second(node: Backstage) -> None:
    seconds = 4
    rooms = MOST * seconds
    async with hosting(node, *(f"ROOM{number}" for number in range(rooms))):
        await asyncio.sleep(10 * seconds + TICK)
        counts = Counter(asked(node))
        assert len(counts) == rooms
        assert set(counts.values()) <= {9, 10, 11}


async def test_one_room_is_compared_once_in_its_turn(node: Backstage) -> None:
    async with hosting(node, "ROOM"):
        await asyncio.sleep(10 * TURN + TICK)
        assert node.store.comparisons == [("ROOM",)] * 10


async def test_the_turn_of_a_newcomer_comes_as_soon(node: Backstage) -> None:
    async with AsyncExitStack() as rooms:
        for number in range(SLICE):
            code = f"ROOM{number}"
            await rooms.enter_async_context(hosting(node, code))
            node.store.comparisons.clear()
            await asyncio.sleep(TURN + TICK)
            assert code in asked(node)


async def test_without_rooms_nothing_is_compared(node: Backstage) -> None:
    async with hosting(node, "ROOM"):
        await asyncio.sleep(TURN)
    assert what_is_left() == []
    node.store.comparisons.clear()
    await asyncio.sleep(60)
    assert node.store.comparisons == []


async def test_the_last_room_may_go_while_it_is_looked_at(node: Backstage) -> None:
    await node.room(ADA)
    for looks in (1, 2):
        line = await node.enter(ADA)
        await unheard(node)
        for _ in range(looks):
            node.store.comparing.open()
            await idle()
            node.store.comparing.close()
            await another_look(node)
        line.die()
        await node.departures.finish()
        await idle()
        assert what_is_left() == []


def asked(node: Backstage) -> list[str]:
    return [code for codes in node.store.comparisons for code in codes]


@asynccontextmanager
async def hosting(node: Backstage, *codes: str) -> AsyncIterator[None]:
    """Rooms with these codes are hosted while the block lasts."""
    sessions = []
    for code in codes:
        sessions.append(session_on(node.line(), Identity(code, ADA), "a socket"))
        await node.relay.host(sessions[-1])
    yield
    for session in sessions:
        node.relay.drop(session)
    await idle()
