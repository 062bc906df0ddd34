"""A room that nobody changes costs this process nothing: no writer, no task, no connection."""

import asyncio
import gc

import pytest

from adapters.room_round import Waiting
from adapters.room_writer import RoomWriter
from application.contract.changes import close, joining, mistaken, nothing, toggle
from application.contract.fresh import fresh_code
from application.deadline import answer_by
from application.errors import StoreUnavailable
from domain.errors import RoomNotFound
from tests.any_store import open_room, together
from tests.catches import What
from tests.gate import Gate
from tests.gated_stores import Frames, Node, node_on
from tests.shared_stores import SharedStore

CHANGES = (toggle, mistaken, nothing, joining(), joining(), toggle)


def under_way() -> set[object]:
    """The tasks, the writers and the changes that wait."""
    gc.collect()
    kinds = RoomWriter | Waiting
    return {*asyncio.all_tasks(), *(one for one in gc.get_objects() if isinstance(one, kinds))}


async def rest(before: set[object]) -> None:
    """Returns when nothing is under way but what was before."""
    async with asyncio.timeout(20):
        while under_way() - before:
            await asyncio.sleep(0.01)


async def test_after_changes_of_every_kind_nothing_is_left(there: Node) -> None:
    rooms = [await open_room(there) for _ in range(40)]
    before = under_way()
    await asyncio.gather(*(together(there, room.code, CHANGES) for room in rooms))
    await asyncio.gather(*(together(there, room.code, [toggle, close]) for room in rooms))
    await rest(before)


async def test_after_rooms_that_are_not_found_nothing_is_left(there: Node) -> None:
    await open_room(there)
    before = under_way()
    for _ in range(50):
        (outcome,) = await together(there, fresh_code(), [toggle])
        assert isinstance(outcome, RoomNotFound)
    await rest(before)


async def test_after_a_storm_of_cancelled_callers_nothing_is_left_and_all_works(
    there: Node,
) -> None:
    rooms = [await open_room(there) for _ in range(10)]
    before = under_way()
    for turn in range(20):
        storm = [
            asyncio.ensure_future(there.rooms.update(room.code, toggle))
            for room in rooms
            for _ in range(10)
        ] + [asyncio.ensure_future(there.rooms.get(room.code)) for room in rooms for _ in range(10)]
        for _ in range(turn % 7):
            await asyncio.sleep(0)
        for one in storm[turn % 3 :: 2]:
            one.cancel()
        await asyncio.wait(storm)
        assert not [one for one in storm if not one.cancelled() and one.exception()]
    await rest(before)
    for room in rooms:
        standing = await there.rooms.get(room.code)
        assert standing.is_locked is (standing.version % 2 == 0)
        assert (await there.rooms.update(room.code, toggle)).room.version == standing.version + 1


async def test_after_cancelled_readers_every_connection_serves_again(
    gate: Gate, frames: Frames, here: Node
) -> None:
    """More than there are connections, cancelled while they wait for one or for an answer."""
    room = await open_room(here)
    before = under_way()
    for turn in range(10):
        held = gate.hold(What.REPLY, frames.reading(room), times=1000)
        storm = [asyncio.ensure_future(here.rooms.get(room.code)) for _ in range(100)]
        for _ in range(turn * 3):
            await asyncio.sleep(0)
        for one in storm:
            one.cancel()
        held.release()
        await asyncio.wait(storm)
        reads = await asyncio.gather(*(here.rooms.get(room.code) for _ in range(100)))
        assert reads == [room] * 100
    await gate.cut()
    await rest(before)


async def test_after_a_frozen_server_nothing_is_left(spare: SharedStore) -> None:
    async with node_on(spare) as node:
        rooms = [await open_room(node) for _ in range(60)]
        before = under_way()
        spare.stop()
        with answer_by(asyncio.get_running_loop().time() + 0.3):
            await asyncio.gather(*(together(node, room.code, CHANGES) for room in rooms))
        await rest(before)
        spare.cont()
        reads = await asyncio.gather(*(node.rooms.get(room.code) for room in rooms))
        assert reads == rooms


async def test_a_change_that_ends_its_task_takes_no_other_with_it(
    gate: Gate, frames: Frames, here: Node
) -> None:
    class Ends(BaseException):
        """What no caller is expected to raise."""

    def ends(_: object) -> tuple[()]:
        raise Ends

    room = await open_room(here)
    before = under_way()
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda *_: None)
    held = gate.hold(What.COMMAND, frames.writing)
    first = asyncio.ensure_future(here.rooms.update(room.code, toggle))
    await held.happened()
    with answer_by(loop.time() + 0.5):
        second = asyncio.ensure_future(here.rooms.update(room.code, ends))
    third = asyncio.ensure_future(here.rooms.update(room.code, toggle))
    await asyncio.sleep(0)
    held.release()
    assert (await first).room.version == 2
    async with asyncio.timeout(5):
        for one in (second, third):
            with pytest.raises(StoreUnavailable):
                await one
    assert (await here.rooms.update(room.code, toggle)).room.version == 3
    await rest(before)
