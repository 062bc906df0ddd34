"""Rooms are found among whatever else is in the server, and nobody waits for it."""

import pytest
from redis.asyncio import Redis

from adapters.redis_directory import LOOKED_AT, READ, RedisDirectory
from application.errors import StoreUnavailable
from domain.room import Room
from tests.any_store import open_room
from tests.listed import redis_directory
from tests.redis_rooms import Node
from tests.servers import ValkeyServer

OTHERS = 200_000


@pytest.fixture
def directory(redis: Redis) -> RedisDirectory:
    return redis_directory(redis)


async def named(directory: RedisDirectory) -> dict[str, Room]:
    return {room.code: room async for batch in directory.rooms() for room in batch}


@pytest.mark.parametrize("part", ["room:{code}", "room:{code}:users", "user:{host}"])
@pytest.mark.parametrize("left", [None, b"not ours", b'{"code":"S33WAQ"}', ["not ours"]])
async def test_what_is_no_whole_room_is_passed_over_and_spoils_no_other(
    there: Node, redis: Redis, directory: RedisDirectory, part: str, left: bytes | list[str] | None
) -> None:
    broken, whole = await open_room(there, guests=2), await open_room(there, guests=2)
    name = part.format(code=broken.code, host=broken.host_id)
    await redis.delete(name)
    if isinstance(left, list):
        await redis.rpush(name, *left)
    elif left is not None:
        await redis.set(name, left)
    assert await named(directory) == {whole.code: whole}


async def test_keys_of_others_are_passed_over(
    there: Node, redis: Redis, directory: RedisDirectory
) -> None:
    room = await open_room(there)
    for name in ("room:", "room:a-b", "room:a:b", "Room:ABC", "xroom:ABC", b"room:\xff", "room"):
        await redis.set(name, "x")
    assert await named(directory) == {room.code: room}


async def test_hundreds_of_thousands_of_other_keys_are_passed_in_small_steps(
    there: Node, redis: Redis, directory: RedisDirectory
) -> None:
    rooms = [await open_room(there, guests=1) for _ in range(3 * READ)]
    for first in range(0, OTHERS, 20_000):
        others = {f"rate:{number}": "1" for number in range(first, first + 20_000)}
        await redis.mset(others)
    await redis.config_resetstat()
    assert (await named(directory)).keys() == {room.code for room in rooms}
    told = await redis.info("commandstats")
    assert told["cmdstat_scan"]["calls"] > OTHERS / LOOKED_AT / 2
    assert told["cmdstat_evalsha"]["calls"] == 3
    assert "cmdstat_keys" not in told


async def test_a_step_reads_no_more_rooms_once_it_has_users_enough(
    there: Node, redis: Redis, directory: RedisDirectory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("adapters.redis_directory.ENOUGH", 4)
    rooms = [await open_room(there, guests=2) for _ in range(5)]
    await redis.hset("room:HASH", "not", "ours")
    batches = [len(batch) async for batch in directory.rooms()]
    assert sum(batches) == len(rooms)
    assert max(batches) == 2


async def test_rooms_of_one_database_are_not_named_in_another(there: Node, redis_url: str) -> None:
    await open_room(there)
    async with Redis.from_url(redis_url.replace("/0", "/3")) as elsewhere:
        assert await named(redis_directory(elsewhere)) == {}


async def test_a_server_that_is_away_is_told(spare_valkey: ValkeyServer) -> None:
    async with Redis.from_url(spare_valkey.url) as redis:
        spare_valkey.kill()
        with pytest.raises(StoreUnavailable):
            await named(redis_directory(redis))
