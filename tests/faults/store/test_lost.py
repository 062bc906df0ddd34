"""A store that has lost its rooms: everybody in them is told, and nothing comes back."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress

import pytest
from redis.asyncio import Redis

from adapters.redis_rooms import RedisRooms
from application.contract.changes import toggle
from domain.errors import RoomNotFound
from tests.agreement import sent_away
from tests.catches import COMMIT, LOAD, Matches, What
from tests.crowd import Door, inside
from tests.gate import Gate
from tests.nodes import on_store, running_node
from tests.players import Player
from tests.redis_rooms import node_at
from tests.servers import ValkeyServer

WITHIN = 5.0
"""Seconds in which everybody is told that the room is lost, and gone."""

SLACK = 1.5
"""Seconds that a busy machine may add."""


@pytest.fixture
async def redis(store: ValkeyServer) -> AsyncIterator[Redis]:
    async with Redis.from_url(store.url) as redis:
        yield redis


async def test_those_in_rooms_that_were_flushed_are_told_and_disconnected(
    door: Door, redis: Redis
) -> None:
    hosts = [await door.create() for _ in range(5)]
    guests = [await door.join(host.code, turn) for turn, host in enumerate(hosts)]
    async with inside(*hosts, *guests):
        await redis.flushall()
        await sent_away([*hosts, *guests], "LOST", WITHIN + SLACK)
    await _nothing_is_held(redis)


async def test_a_room_that_was_evicted_in_part_is_lost(door: Door, redis: Redis) -> None:
    hosts = [await door.create() for _ in range(3)]
    kept = await door.create()
    async with inside(*hosts, kept):
        await redis.delete(f"room:{hosts[0].code}")
        await redis.delete(f"room:{hosts[1].code}:users")
        await redis.delete(f"user:{hosts[2].id}")
        await sent_away(hosts, "LOST", WITHIN + SLACK)
        assert (await kept.call("room:toggle_lock"))["ok"]


@pytest.mark.parametrize(
    ("what", "of"),
    [(What.COMMAND, COMMIT), (What.REPLY, LOAD)],
    ids=["the commit", "the answer on which it is decided"],
)
async def test_a_late_write_brings_nothing_back(
    gate: Gate, door: Door, redis: Redis, what: What, of: Matches
) -> None:
    """What is held is on its way when the store loses everything, and arrives after that. The
    node behind the gate has not changed the room before, and so has to load it."""
    host = await door.create(turn=1)
    guest = await door.join(host.code, 1)
    async with inside(host, guest):
        held = gate.hold(what, of)
        joining = asyncio.create_task(door.ask_to_join(host.code, 0))
        await held.happened()
        await redis.flushall()
        held.release()
        assert (await joining).json()["code"] == "ROOM_NOT_FOUND"
        await sent_away([host, guest], "LOST", WITHIN + SLACK)
    await _nothing_is_held(redis)


async def test_changes_under_way_on_all_sides_bring_nothing_back(
    door: Door, redis: Redis, rooms: RedisRooms
) -> None:
    host = await door.create()
    guests = [await door.join(host.code, turn) for turn in range(4)]
    async with inside(host, *guests):
        storm = asyncio.create_task(_toggle_until_it_is_gone(host))
        other = asyncio.create_task(_change_until_it_is_gone(rooms, host.code))
        await asyncio.sleep(0.3)
        await redis.flushall()
        await asyncio.gather(storm, other)
        await sent_away([host, *guests], "LOST", WITHIN + SLACK)
        for turn in range(2):
            assert (await door.rejoin(host.code, host.token, turn)).status_code == 404
            assert (await door.ask_to_join(host.code, turn)).status_code == 404
    await _nothing_is_held(redis)


async def test_a_store_that_comes_back_empty_has_lost_its_rooms(
    spare_valkey: ValkeyServer,
) -> None:
    settings = on_store(spare_valkey.url) | {"REDIS_COMMAND_TIMEOUT": "2000"}
    async with (
        running_node(settings) as node,
        Door(node.url) as door,
        node_at(spare_valkey.url) as ours,
    ):
        hosts = [await door.create() for _ in range(5)]
        async with inside(*hosts):
            spare_valkey.kill()
            await asyncio.sleep(1)
            for host in hosts:
                answer = await host.call("room:toggle_lock")
                assert answer["error"]["code"] == "SERVICE_UNAVAILABLE"
            assert all(host.is_connected for host in hosts)
            spare_valkey.restart()
            await sent_away(hosts, "LOST", WITHIN + SLACK)
        again = await door.create()
        async with inside(again):
            assert (await again.call("room:toggle_lock"))["ok"]
        for host in hosts:
            with pytest.raises(RoomNotFound):
                await ours.rooms.get(host.code)


async def _toggle_until_it_is_gone(host: Player) -> None:
    while (answer := await host.call("room:toggle_lock"))["ok"]:
        pass
    assert answer["error"]["code"] == "ROOM_NOT_FOUND"


async def _change_until_it_is_gone(rooms: RedisRooms, code: str) -> None:
    with suppress(RoomNotFound):
        while True:
            await rooms.update(code, toggle)


async def _nothing_is_held(redis: Redis) -> None:
    """No key is left of any room."""
    assert [key async for key in redis.scan_iter(match="room:*")] == []
    assert [key async for key in redis.scan_iter(match="user:*")] == []
