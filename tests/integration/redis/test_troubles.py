"""Whatever is the matter with Redis, everybody hears `StoreUnavailable`, and in time."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest
from redis.asyncio import Redis
from structlog.testing import CapturingLogger

from adapters.redis_link import CONNECTIONS
from adapters.redis_rate_limits import RedisRateLimits
from application.contract.changes import close, joining, toggle
from application.contract.fresh import fresh_code
from application.errors import StoreUnavailable
from application.ports import Budget
from domain.errors import RoomNotFound
from tests.any_store import a_new_room, open_room, unavailable_within
from tests.catches import What, having
from tests.gate import Gate
from tests.parrot import parrot
from tests.redis_rooms import Node, node_at
from tests.servers import ValkeyServer

Ask = Callable[[Node, str], Awaitable[object]]


async def _follow(node: Node, code: str) -> None:
    async with node.feed.follow(code):
        pass


NINE = Budget(9, timedelta(minutes=1))
ASKS: dict[str, Ask] = {
    "check": lambda node, _: node.health.check(),
    "add": lambda node, _: node.rooms.add(*a_new_room()),
    "get": lambda node, code: node.rooms.get(code),
    "update": lambda node, code: node.rooms.update(code, toggle),
    "follow": _follow,
    "spend": lambda node, _: RedisRateLimits(node.redis).spend("ada", NINE),
}
WRITES = ("add", "update", "spend")


async def all_unavailable(node: Node, code: str, within: float, *asks: str) -> None:
    """All of these are refused in time; the feed may have its connection from before."""
    for ask in asks:
        with unavailable_within(within):
            await ASKS[ask](node, code)


@pytest.mark.parametrize(
    "line",
    [
        b"-LOADING Redis is loading the dataset in memory",
        b"-READONLY You can't write against a read only replica.",
        b"-MASTERDOWN Link with MASTER is down and replica-serve-stale-data is set to 'no'.",
        b"-MISCONF Errors writing to the AOF file",
        b"-OOM command not allowed when used memory > 'maxmemory'.",
        b"-BUSY Redis is busy running a script.",
        b"-NOAUTH Authentication required.",
        b"-WRONGPASS invalid username-password pair or user is disabled.",
        b"-NOPERM User default has no permissions to run the 'evalsha' command",
        b"-NOSCRIPT No matching script.",
        b"-ERR max number of clients reached",
        b"-ERR Error running script (call to f_1): @user_script:1: no",
        b"HTTP/1.1 400 Bad Request",
    ],
)
async def test_whatever_the_server_says_it_is_unavailable(line: bytes) -> None:
    async with parrot(line) as url, node_at(url, retries=1) as node:
        await all_unavailable(node, fresh_code(), 5, *ASKS.keys() - {"follow"})
        await all_unavailable(node, fresh_code(), 0.2, "follow")


async def test_no_password_is_logged(said: CapturingLogger) -> None:
    echo = b"-ERR unknown command 'AUTH', with args beginning with: 'secret' "
    async with parrot(echo) as url, node_at(url, retries=1) as node:
        await all_unavailable(node, fresh_code(), 1, *ASKS)
    assert len(said.calls) >= len(ASKS)
    assert "secret" not in str(said.calls)


async def test_a_server_that_is_down_is_unavailable(spare_valkey: ValkeyServer) -> None:
    async with node_at(spare_valkey.url) as node:
        room = await open_room(node)
        spare_valkey.kill()
        await all_unavailable(node, room.code, 5, *ASKS.keys() - {"follow"})
        await all_unavailable(node, room.code, 0.2, "follow")


async def test_a_server_that_is_frozen_is_unavailable(spare_valkey: ValkeyServer) -> None:
    async with node_at(spare_valkey.url) as node:
        room = await open_room(node)
        spare_valkey.stop()
        await all_unavailable(node, room.code, 0.2, *ASKS)
        spare_valkey.cont()
        assert await node.rooms.get(room.code) == room


async def test_without_a_limit_of_the_caller_the_patience_counts(
    spare_valkey: ValkeyServer,
) -> None:
    async with node_at(spare_valkey.url, patience=0.2) as node:
        room = await open_room(node)
        spare_valkey.stop()
        for ask in ASKS.keys() - {"spend"}:
            with unavailable_within():
                await ASKS[ask](node, room.code)


async def test_a_caller_whose_time_is_up_is_answered_at_once(
    spare_valkey: ValkeyServer,
) -> None:
    async with node_at(spare_valkey.url) as node:
        room = await open_room(node)
        spare_valkey.stop()
        await all_unavailable(node, room.code, -1, *ASKS)


async def test_when_all_connections_are_taken_the_wait_is_bounded(gate: Gate, here: Node) -> None:
    await open_room(here)
    held = gate.hold(What.REPLY, having(b"PING"), times=CONNECTIONS)
    checks = [asyncio.ensure_future(here.health.check()) for _ in range(CONNECTIONS)]
    async with asyncio.timeout(10):
        while len(held.caught) < CONNECTIONS:
            await asyncio.sleep(0.01)
    await all_unavailable(here, fresh_code(), 0.2, "check")
    held.release()
    await asyncio.gather(*checks)
    await here.health.check()


async def test_a_full_server_refuses_and_nothing_is_half_written(
    spare_valkey: ValkeyServer,
) -> None:
    async with node_at(spare_valkey.url) as node:
        room = await open_room(node, guests=2)
        held = await _snapshot(node.redis)
        await node.redis.config_set("maxmemory-policy", "noeviction")
        await node.redis.config_set("maxmemory", 1)
        await all_unavailable(node, room.code, 5, *WRITES)
        with pytest.raises(StoreUnavailable):
            await node.rooms.update(room.code, joining())
        assert await _snapshot(node.redis) == held
        assert await node.rooms.get(room.code) == room
        await node.rooms.update(room.code, close)  # which needs no memory
        assert await node.redis.dbsize() == 0
        await node.redis.config_set("maxmemory", 0)
        await open_room(node)


async def test_a_replica_serves_reads_and_nothing_is_half_written(
    spare_valkey: ValkeyServer,
) -> None:
    async with node_at(spare_valkey.url) as node:
        room = await open_room(node, guests=2)
        held = await _snapshot(node.redis)
        await node.redis.replicaof("127.0.0.1", "1")
        await all_unavailable(node, room.code, 5, *WRITES)
        assert await node.rooms.get(room.code) == room
        await node.redis.replicaof("NO", "ONE")
        assert await _snapshot(node.redis) == held
        assert (await node.rooms.update(room.code, toggle)).room.version == 4


async def test_a_server_that_comes_back_empty_knows_no_room_and_gets_the_scripts_again(
    spare_valkey: ValkeyServer,
) -> None:
    async with node_at(spare_valkey.url) as node:
        room = await open_room(node)
        spare_valkey.restart()
        with pytest.raises(RoomNotFound):
            await node.rooms.get(room.code)
        with pytest.raises(RoomNotFound):
            await node.rooms.update(room.code, toggle)
        assert await node.redis.dbsize() == 0
        again = await open_room(node, code=room.code)
        assert (await node.rooms.update(again.code, toggle)).room.version == 2


async def test_a_server_that_forgot_the_scripts_gets_them_again(here: Node, redis: Redis) -> None:
    room = await open_room(here)
    await redis.script_flush()
    assert (await here.rooms.update(room.code, toggle)).room.version == 2


async def _snapshot(redis: Redis) -> dict[bytes, object]:
    """Everything that the server holds, with its deadlines."""
    return {
        key: (await redis.dump(key), await redis.pexpiretime(key))
        async for key in redis.scan_iter(count=1000)
    }
