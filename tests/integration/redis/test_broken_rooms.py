"""A room of which something is missing, or that is none of ours."""

import asyncio
from typing import Any

import pytest
from redis.asyncio import Redis

from application.contract.changes import joining, toggle
from application.errors import RoomCodeTaken, StoreUnavailable
from domain.errors import RoomNotFound
from tests.any_store import a_new_room, open_room
from tests.catches import COMMIT, LOAD, What
from tests.gate import Gate
from tests.redis_rooms import Node, keys_of


@pytest.mark.parametrize("part", ["room:{code}", "room:{code}:users", "user:{host}"])
async def test_a_room_of_which_a_part_is_gone_is_lost(here: Node, redis: Redis, part: str) -> None:
    room = await open_room(here, guests=2)
    await redis.delete(part.format(code=room.code, host=room.host_id))
    with pytest.raises(RoomNotFound):
        await here.rooms.get(room.code)
    with pytest.raises(RoomNotFound):
        await here.rooms.update(room.code, toggle)


@pytest.mark.parametrize("part", ["room:{code}", "room:{code}:users", "user:{host}"])
async def test_a_room_of_which_a_part_is_gone_has_no_revision_and_spoils_no_other(
    here: Node, redis: Redis, part: str
) -> None:
    broken, whole = await open_room(here, guests=2), await open_room(here, guests=2)
    name = part.format(code=broken.code, host=broken.host_id)
    for left in (None, "not ours", ["not ours"]):
        await redis.delete(name)
        if isinstance(left, list):
            await redis.rpush(name, *left)
        elif left is not None and not name.startswith("user:"):
            await redis.set(name, left)
        found = await here.rooms.revisions([broken.code, whole.code])
        if left is None or not name.startswith("user:"):
            assert found == {whole.code: whole.revision}
        assert found[whole.code] == whole.revision


async def test_a_room_that_loses_a_part_under_a_change_is_lost(
    gate: Gate, here: Node, there: Node, redis: Redis
) -> None:
    room = await open_room(there, guests=2)
    held = gate.hold(What.REPLY, LOAD)
    update = asyncio.ensure_future(here.rooms.update(room.code, toggle))
    await held.happened()
    await there.rooms.update(room.code, joining())
    await redis.delete(f"user:{room.host_id}")
    held.release()
    with pytest.raises(RoomNotFound):
        await update


@pytest.mark.parametrize("part", ["room:{code}", "room:{code}:users", "user:{host}"])
async def test_a_room_that_loses_a_part_before_its_commit_is_not_written_on(
    gate: Gate, here: Node, redis: Redis, part: str
) -> None:
    room = await open_room(here, guests=2)
    held = gate.hold(What.COMMAND, COMMIT)
    update = asyncio.ensure_future(here.rooms.update(room.code, joining()))
    await held.happened()
    await redis.delete(part.format(code=room.code, host=room.host_id))
    left = await keys_of(redis, room)
    held.release()
    with pytest.raises(RoomNotFound):
        await update
    assert await keys_of(redis, room) == left
    with pytest.raises(RoomNotFound):
        await here.rooms.get(room.code)


async def test_what_is_left_of_a_lost_room_is_not_in_the_way_of_its_code(
    here: Node, redis: Redis
) -> None:
    lost = await open_room(here, guests=2)
    await redis.delete(f"room:{lost.code}")
    room = await open_room(here, code=lost.code)
    assert await here.rooms.get(room.code) == room


async def test_a_closed_room_that_somebody_left_there_is_no_room(here: Node, redis: Redis) -> None:
    room = await open_room(here)
    value: Any = await redis.get(f"room:{room.code}")
    await redis.set(f"room:{room.code}", value.replace(b'"CREATED"', b'"CLOSED"'), keepttl=True)
    async with asyncio.timeout(10):
        with pytest.raises(RoomNotFound):
            await here.rooms.update(room.code, toggle)
        with pytest.raises(RoomNotFound):
            await here.rooms.get(room.code)


@pytest.mark.parametrize("value", [b"hello", b"{}", b"[1]", b"\xff", b'{"code": "ABC"}'])
async def test_a_foreign_value_under_a_code_is_a_store_that_does_not_answer(
    here: Node, redis: Redis, value: bytes
) -> None:
    room = await open_room(here)
    await redis.set(f"room:{room.code}", value)
    await _unavailable(here, room.code)
    with pytest.raises(RoomCodeTaken):
        await here.rooms.add(*a_new_room(room.code))


async def test_a_key_of_another_kind_is_a_store_that_does_not_answer(
    here: Node, redis: Redis
) -> None:
    room = await open_room(here)
    await redis.delete(f"room:{room.code}:users")
    await redis.set(f"room:{room.code}:users", "not ours")
    await _unavailable(here, room.code)


async def _unavailable(node: Node, code: str) -> None:
    with pytest.raises(StoreUnavailable):
        await node.rooms.get(code)
    with pytest.raises(StoreUnavailable):
        await node.rooms.update(code, toggle)
