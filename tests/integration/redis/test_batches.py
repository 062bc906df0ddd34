"""Changes that wait together are committed together, and none harms another."""

import asyncio
from asyncio import CancelledError

import pytest
from redis.asyncio import Redis

from adapters.commit_codec import decode_commits
from adapters.room_round import BYTES_TOGETHER, TOGETHER
from adapters.room_writer import WAITING
from application.commit import Committed
from application.contract.changes import close, joining, toggle
from application.errors import Busy
from application.ports import Change
from domain.errors import RoomNotFound
from domain.events import Events
from domain.room import Room
from tests.any_store import open_room, together
from tests.catches import COMMIT, LOAD, What
from tests.gate import Gate
from tests.redis_rooms import Node

NOT_ENCODABLE = "\ud800"


def raising(kind: type[BaseException]) -> Change:
    def change(_: Room) -> Events:
        raise kind

    return change


async def outcomes(node: Node, code: str, changes: list[Change]) -> list[object]:
    """As `together`, where the changes may raise what would end the gathering."""
    tasks = [asyncio.ensure_future(node.rooms.update(code, change)) for change in changes]
    await asyncio.wait(tasks)
    return [
        CancelledError() if task.cancelled() else task.exception() or task.result()
        for task in tasks
    ]


@pytest.mark.parametrize(
    ("failing", "told"),
    [
        pytest.param(raising(TimeoutError), TimeoutError, id="TimeoutError"),
        pytest.param(raising(OSError), OSError, id="OSError"),
        pytest.param(raising(StopIteration), RuntimeError, id="StopIteration"),
        pytest.param(raising(CancelledError), CancelledError, id="CancelledError"),
        pytest.param(joining(display_name=NOT_ENCODABLE), UnicodeEncodeError, id="name"),
        pytest.param(joining(user_id=NOT_ENCODABLE), UnicodeEncodeError, id="id"),
    ],
)
async def test_a_change_that_fails_in_its_own_way_harms_no_other(
    gate: Gate, here: Node, failing: Change, told: type[BaseException]
) -> None:
    room = await open_room(here)
    commits = gate.watch(What.COMMAND, COMMIT)
    others = [joining() for _ in range(6)]
    found = await outcomes(here, room.code, [*others[:3], failing, *others[3:]])
    assert type(found.pop(3)) is told
    assert all(isinstance(outcome, Committed) for outcome in found)
    assert len(commits.caught) == 1
    assert len((await here.rooms.get(room.code)).members) == 7


async def test_what_a_change_raises_is_what_its_caller_gets(here: Node) -> None:
    room = await open_room(here)
    mine = TimeoutError("mine")

    def change(_: Room) -> Events:
        raise mine

    with pytest.raises(TimeoutError) as told:
        await here.rooms.update(room.code, change)
    assert told.value is mine


async def test_a_closing_change_ends_its_batch(here: Node, redis: Redis) -> None:
    room = await open_room(here)
    changes = [toggle, toggle, close, toggle, joining()]
    found = await together(here, room.code, changes)
    assert [type(outcome) for outcome in found] == [Committed] * 3 + [RoomNotFound] * 2
    assert await redis.keys(f"*{room.code}*") == []


async def _published(redis: Redis, here: Node, room: Room, changes: list[Change]) -> list[bytes]:
    """What is published while these are made at once, and then the room is closed."""
    async with redis.pubsub() as ear:
        await ear.subscribe(f"room:{room.code}:feed")
        await together(here, room.code, changes)
        await here.rooms.update(room.code, close)
        heard: list[bytes] = []
        async for message in ear.listen():
            if message["type"] == "message":
                heard.append(message["data"])
                if b"RoomClosed" in message["data"]:
                    break
    return heard[:-1]


async def test_a_batch_is_bounded_in_number(here: Node, redis: Redis) -> None:
    room = await open_room(here)
    heard = await _published(redis, here, room, [toggle] * (3 * TOGETHER))
    sizes = [len(decode_commits(message)) for message in heard]
    assert sum(sizes) == 3 * TOGETHER
    assert max(sizes) == TOGETHER


async def test_a_batch_is_bounded_in_bytes(here: Node, redis: Redis) -> None:
    room = await open_room(here)
    one = BYTES_TOGETHER // 4
    changes = [joining(display_name="x" * one) for _ in range(20)]
    heard = await _published(redis, here, room, changes)
    assert sum(len(decode_commits(message)) for message in heard) == 20
    assert max(map(len, heard)) < BYTES_TOGETHER + 2 * one


async def test_when_too_many_wait_one_more_is_told_so_and_not_done(
    gate: Gate, here: Node, there: Node
) -> None:
    room = await open_room(there)
    held = gate.hold(What.REPLY, LOAD)
    waiting = [asyncio.ensure_future(here.rooms.update(room.code, toggle)) for _ in range(WAITING)]
    await held.happened()
    with pytest.raises(Busy):
        await here.rooms.update(room.code, close)
    held.release()
    assert len(await asyncio.gather(*waiting)) == WAITING
    assert (await here.rooms.get(room.code)).version == 1 + WAITING


async def test_those_who_have_gone_take_no_place(gate: Gate, here: Node, there: Node) -> None:
    room = await open_room(there)
    held = gate.hold(What.REPLY, LOAD)
    waiting = [asyncio.ensure_future(here.rooms.update(room.code, toggle)) for _ in range(WAITING)]
    await held.happened()
    for one in waiting:
        one.cancel()
    await asyncio.wait(waiting)
    last = asyncio.ensure_future(here.rooms.update(room.code, toggle))
    await asyncio.sleep(0)
    held.release()
    assert (await last).room.version == 2


async def test_one_who_comes_while_the_room_is_looked_for_in_vain_has_it_looked_for_again(
    gate: Gate, here: Node, there: Node
) -> None:
    gone = await open_room(there)
    await there.rooms.update(gone.code, close)
    held = gate.hold(What.REPLY, LOAD)
    early = asyncio.ensure_future(here.rooms.update(gone.code, toggle))
    await held.happened()
    await open_room(there, code=gone.code)
    late = asyncio.ensure_future(here.rooms.update(gone.code, toggle))
    await asyncio.sleep(0)
    held.release()
    with pytest.raises(RoomNotFound):
        await early
    assert (await late).room.version == 2
