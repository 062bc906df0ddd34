"""The stores that nodes share, each as a server of a test's own, with a look at what is in it."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from redis.asyncio import Redis

from adapters.postgres_link import SCHEMA, PostgresPatience
from application.contract import Footprint
from application.ports import RoomRepository
from tests import postgres_store, redis_rooms, redis_store
from tests.postgres_server import PostgresServer
from tests.servers import ValkeyServer

SharedStore = ValkeyServer | PostgresServer

SHARED_STORES: dict[str, Callable[[], SharedStore]] = {
    "valkey": ValkeyServer,
    "postgres": PostgresServer,
}


@dataclass(frozen=True)
class Look:
    """What a store has: its rooms, all that it holds of the room with a code, how many rooms it
    holds anything of, and how many entries the indexes of its nodes have. What is past its deadline
    is gone `lag` seconds later at most."""

    rooms: RoomRepository
    footprint: Callable[[str], Awaitable[Footprint]]
    count: Callable[[], Awaitable[int]]
    indexed: Callable[[], Awaitable[int]]
    lag: float = 0.0


@asynccontextmanager
async def look_into(store: SharedStore) -> AsyncIterator[Look]:
    """A look past the nodes that use the store."""
    look = _postgres if isinstance(store, PostgresServer) else _valkey
    async with look(store.url) as found:
        yield found


@asynccontextmanager
async def _valkey(url: str) -> AsyncIterator[Look]:
    async with redis_rooms.node_at(url) as node, Redis.from_url(url) as redis:

        async def footprint(code: str) -> Footprint:
            return await redis_store.footprint_in(redis, code)

        async def count() -> int:
            return len([key for key in await redis.keys("room:*") if not key.endswith(b":users")])

        async def indexed() -> int:
            return sum([await redis.scard(key) for key in await redis.keys("nodes:*:rooms")])

        yield Look(node.rooms, footprint, count, indexed)


@asynccontextmanager
async def _postgres(url: str) -> AsyncIterator[Look]:
    async with (
        postgres_store.node_at(url, SCHEMA) as node,
        postgres_store.look_at(url, SCHEMA) as tables,
    ):

        async def footprint(code: str) -> Footprint:
            return await postgres_store.footprint_in(tables, code)

        async def count() -> int:
            return int(await tables.fetchval("SELECT count(*) FROM rooms"))

        async def indexed() -> int:
            return int(await tables.fetchval("SELECT count(*) FROM node_rooms"))

        yield Look(node.rooms, footprint, count, indexed, lag=PostgresPatience().sweep)
