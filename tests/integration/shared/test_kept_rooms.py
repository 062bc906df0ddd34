"""A node that changes a room again starts from how it left it, and the store decides on that."""

import asyncio

import pytest

from application.commit import Committed
from application.contract.changes import close, connecting, joining, kicking, nothing, toggle
from application.errors import RoomCodeTaken
from domain.errors import MemberNotFound, RoomFull, RoomLocked, RoomNotFound
from tests.any_store import a_new_room, open_room
from tests.catches import What
from tests.gate import Gate
from tests.gated_stores import Frames, Node


async def test_a_change_after_ones_own_loads_nothing(
    gate: Gate, frames: Frames, here: Node
) -> None:
    room = await open_room(here)
    loads = gate.watch(What.COMMAND, frames.reading(room))
    for version in (2, 3, 4):
        assert (await here.rooms.update(room.code, toggle)).room.version == version
    assert loads.caught == []
    await here.rooms.get(room.code)
    assert loads.caught


async def test_nobody_is_refused_by_what_has_changed_since(here: Node, there: Node) -> None:
    room = await open_room(here, guests=1)
    locked = (await here.rooms.update(room.code, toggle)).room
    with pytest.raises(RoomLocked):
        await here.rooms.update(room.code, joining())
    await there.rooms.update(room.code, toggle)
    told = await here.rooms.update(room.code, joining("late"))
    assert told.room.version == locked.version + 2


async def test_a_place_that_was_freed_elsewhere_is_free(here: Node, there: Node) -> None:
    room, events = a_new_room(max_users=2)
    await here.rooms.add(room, events)
    await here.rooms.update(room.code, joining("first"))
    await there.rooms.update(room.code, kicking("first"))
    assert "second" in (await here.rooms.update(room.code, joining("second"))).room.members
    with pytest.raises(RoomFull):
        await there.rooms.update(room.code, joining("third"))


async def test_one_who_was_sent_away_elsewhere_is_not_found(here: Node, there: Node) -> None:
    room = await open_room(here)
    await here.rooms.update(room.code, joining("guest"))
    await there.rooms.update(room.code, kicking("guest"))
    with pytest.raises(MemberNotFound):
        await here.rooms.update(room.code, connecting("guest"))


async def test_what_changes_nothing_is_told_of_the_room_as_it_is(here: Node, there: Node) -> None:
    room = await open_room(here)
    changed = (await there.rooms.update(room.code, toggle)).room
    assert (await here.rooms.update(room.code, nothing)).room == changed


async def test_a_room_that_was_closed_elsewhere_is_not_found(here: Node, there: Node) -> None:
    room = await open_room(here)
    await there.rooms.update(room.code, close)
    for change in (toggle, nothing, kicking("nobody"), close):
        with pytest.raises(RoomNotFound):
            await here.rooms.update(room.code, change)


async def test_another_room_that_got_the_code_is_what_is_changed(here: Node, there: Node) -> None:
    room = await open_room(here)
    await there.rooms.update(room.code, close)
    successor = await open_room(there, code=room.code)
    with pytest.raises(MemberNotFound):
        await here.rooms.update(room.code, connecting(room.host_id))
    assert (await here.rooms.update(room.code, toggle)).room.room_id == successor.room_id


async def test_a_code_that_is_taken_leaves_no_room_to_start_from(here: Node, there: Node) -> None:
    room = await open_room(there)
    rival, events = a_new_room(room.code)
    with pytest.raises(RoomCodeTaken):
        await here.rooms.add(rival, events)
    assert (await here.rooms.update(room.code, toggle)).room.room_id == room.room_id


async def test_a_room_that_was_out_of_date_is_no_conflict(here: Node, there: Node) -> None:
    room = await open_room(here)
    await there.rooms.update(room.code, toggle)
    told = await here.rooms.update(room.code, toggle)
    assert told.room.version == 3
    assert here.metrics.conflicts == 0


async def test_joins_on_two_nodes_that_both_know_the_room_fill_it_exactly(
    here: Node, there: Node
) -> None:
    room, events = a_new_room(max_users=31)
    await here.rooms.add(room, events)
    told: list[object] = []
    for _ in range(10):
        joins = (node.rooms.update(room.code, joining()) for node in (here, there) for _ in (1, 2))
        told += await asyncio.gather(*joins, return_exceptions=True)
    assert [type(outcome) for outcome in told].count(Committed) == 30
    assert [type(outcome) for outcome in told].count(RoomFull) == 10
    members = (await there.rooms.get(room.code)).members.values()
    assert [member.number for member in members] == [*range(1, 32)]
