"""A store that two nodes share, one of them behind a gate, whatever the store."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from typing import Protocol

from redis.asyncio import Redis

from application.contract import Footprint
from application.ports import RoomFeed, RoomRepository
from domain.room import Room
from tests import postgres_store, redis_rooms, redis_store
from tests.catches import CLOSING, COMMIT, COMPARING, LOAD, Matches, having
from tests.fakes import NotedMetrics
from tests.framing import Postgres
from tests.gate import Gate
from tests.postgres_server import PostgresServer
from tests.servers import ValkeyServer
from tests.shared_stores import SharedStore


class Node(Protocol):
    """A node, as far as every store has it."""

    @property
    def rooms(self) -> RoomRepository: ...

    @property
    def feed(self) -> RoomFeed: ...

    @property
    def metrics(self) -> NotedMetrics: ...


@dataclass(frozen=True, kw_only=True)
class Frames:
    """What of the traffic is what, for a gate to catch."""

    adding: Matches
    writing: Matches
    closing: Matches
    comparing: Matches
    subscribing: Matches
    answered: tuple[Matches, ...]
    """What is answered, one after the other, before following begins."""
    reading: Callable[[Room], Matches]


@dataclass(frozen=True, kw_only=True)
class GatedStore:
    """`here` is the node behind the gate, `there` the one that gets at the store without;
    `footprint` is all that the store holds of the room with a code."""

    gate: Gate
    here: Node
    there: Node
    frames: Frames
    footprint: Callable[[str], Awaitable[Footprint]]
    another: Callable[[], AbstractAsyncContextManager[Node]]
    """One more node behind the gate."""


SUBSCRIBE, LISTEN = having(b"\r\nSUBSCRIBE\r\n"), having(b"LISTEN ")

VALKEY = Frames(
    adding=COMMIT,
    writing=COMMIT,
    closing=CLOSING,
    comparing=COMPARING,
    subscribing=SUBSCRIBE,
    answered=(SUBSCRIBE,),
    reading=lambda _: LOAD,
)
POSTGRES = Frames(
    adding=postgres_store.ADDING,
    writing=postgres_store.WRITE,
    closing=postgres_store.CLOSING,
    comparing=postgres_store.COMPARING,
    subscribing=LISTEN,
    answered=(LISTEN, postgres_store.SIGN_OF_LIFE),
    reading=postgres_store.reading,
)


@asynccontextmanager
async def gated(server: SharedStore) -> AsyncIterator[GatedStore]:
    """The server as two nodes share it. A Valkey is to be empty."""
    store = _gated_postgres if isinstance(server, PostgresServer) else _gated_valkey
    async with store(server) as found:
        yield found


def node_on(
    server: SharedStore, *, heartbeat: float = 2.0, patience: float = 10.0
) -> AbstractAsyncContextManager[Node]:
    """A node that gets at the server without a gate, alone in it."""
    if isinstance(server, PostgresServer):
        schema = postgres_store.fresh_schema()
        return postgres_store.node_at(server.url, schema, heartbeat=heartbeat, patience=patience)
    return redis_rooms.node_at(server.url, heartbeat=heartbeat, patience=patience)


async def settled(node: Node) -> None:
    """Returns when the server has ended whatever it was asked before, and told nobody. Valkey
    does one thing after another, and has."""
    if isinstance(node, postgres_store.Node):
        async with asyncio.timeout(20):
            while await postgres_store.commits_under_way(node):
                await asyncio.sleep(0.02)


@asynccontextmanager
async def _gated_valkey(server: ValkeyServer) -> AsyncIterator[GatedStore]:
    async with (
        Gate(server.unix_path) as gate,
        redis_rooms.node_at(gate.url) as here,
        redis_rooms.node_at(server.url) as there,
        Redis.from_url(server.url) as redis,
    ):

        async def footprint(code: str) -> Footprint:
            return await redis_store.footprint_in(redis, code)

        yield GatedStore(
            gate=gate,
            here=here,
            there=there,
            frames=VALKEY,
            footprint=footprint,
            another=lambda: redis_rooms.node_at(gate.url),
        )


@asynccontextmanager
async def _gated_postgres(server: PostgresServer) -> AsyncIterator[GatedStore]:
    schema = postgres_store.fresh_schema()
    async with (
        Gate(server.unix_path, Postgres) as gate,
        postgres_store.node_behind(gate, schema) as here,
        postgres_store.node_at(server.url, schema) as there,
        postgres_store.look_at(server.url, schema) as tables,
    ):

        async def footprint(code: str) -> Footprint:
            return await postgres_store.footprint_in(tables, code)

        yield GatedStore(
            gate=gate,
            here=here,
            there=there,
            frames=POSTGRES,
            footprint=footprint,
            another=lambda: postgres_store.node_at(postgres_store.through(gate), schema),
        )
