"""Directories to test, with the stores whose rooms they name."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from redis.asyncio import Redis

from adapters.memory_rooms import MemoryRooms
from adapters.postgres_directory import PostgresDirectory
from adapters.redis_directory import RedisDirectory
from adapters.redis_keys import RedisKeys
from adapters.store_clock import StoreClock
from application.contract import DirectoriesUnderTest, StoreUnderTest
from application.contract import Node as ContractNode
from tests.memory_store import under_test
from tests.postgres_store import PATIENCE, Node, fresh_schema, node_at, soon
from tests.redis_store import redis_under_test


def in_memory(kind: type[MemoryRooms] = MemoryRooms) -> DirectoriesUnderTest:
    stores = under_test(kind)
    rooms = stores.first.rooms
    assert isinstance(rooms, MemoryRooms)
    return DirectoriesUnderTest(rooms, rooms, stores)


def redis_directory(redis: Redis) -> RedisDirectory:
    """One node's directory, by a clock of its own."""
    return RedisDirectory(redis, RedisKeys.of(redis), StoreClock(), PATIENCE)


def postgres_directory(node: Node) -> PostgresDirectory:
    """One node's directory."""
    return PostgresDirectory(node.link, node.clock, PATIENCE)


@asynccontextmanager
async def in_redis(client: Callable[[], Redis]) -> AsyncIterator[DirectoriesUnderTest]:
    """`client` makes connections of its own for each node."""
    first, second = client(), client()
    async with redis_under_test(first, second) as stores:
        yield DirectoriesUnderTest(redis_directory(first), redis_directory(second), stores)


@asynccontextmanager
async def in_postgres(url: str) -> AsyncIterator[DirectoriesUnderTest]:
    """Two nodes on a schema of their own."""
    schema = fresh_schema()
    async with node_at(url, schema) as one, node_at(url, schema) as two:
        await two.link.know_the_time(one.clock, soon())
        nodes = [ContractNode(node.rooms, node.feed) for node in (one, two)]

        async def nothing_known(code: str) -> dict[str, None]:
            return {}

        stores = StoreUnderTest(*nodes, one.clock, nothing_known)
        yield DirectoriesUnderTest(postgres_directory(one), postgres_directory(two), stores)
