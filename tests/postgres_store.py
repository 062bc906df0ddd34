"""The PostgreSQL store, as the contract suite wants it, and as tests get at it from all sides."""

import asyncio
import os
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import datetime
from typing import NamedTuple

import asyncpg

from adapters.jittered_backoff import JitteredBackoff
from adapters.postgres_feed import HEARTBEAT, PostgresFeed
from adapters.postgres_link import PostgresLink, PostgresPatience
from adapters.postgres_rooms import PostgresRooms
from adapters.postgres_sweep import IN_TRANSIT
from adapters.random_ids import RandomIds
from adapters.store_clock import StoreClock
from application.contract import Node as ContractNode
from application.contract import StoreUnderTest
from application.contract.changes import close
from domain.room import Room
from tests.any_store import open_room
from tests.catches import Matches, having
from tests.fakes import NotedMetrics
from tests.gate import Gate
from tests.postgres_server import USER

PATIENCE = 10.0


class Node(NamedTuple):
    """The PostgreSQL store as one node has it, with the link that all of it goes through."""

    rooms: PostgresRooms
    feed: PostgresFeed
    link: PostgresLink
    clock: StoreClock
    metrics: NotedMetrics


def fresh_schema() -> str:
    """The name of a schema that nobody has."""
    return f"test_{os.urandom(8).hex()}"


@asynccontextmanager
async def node_at(
    url: str,
    schema: str,
    *,
    heartbeat: float = HEARTBEAT,
    patience: float = PATIENCE,
    retries: int = 3,
    sweep: float = 0.5,
    connections: int = 16,
) -> AsyncIterator[Node]:
    """A node of its own on the store at this address."""
    timing = PostgresPatience(
        command=patience, retries=retries, sweep=sweep, connections=connections
    )
    link = PostgresLink(url, JitteredBackoff(), timing, schema)
    clock = StoreClock()
    feed = PostgresFeed(link, JitteredBackoff(), patience, heartbeat)
    try:
        metrics = NotedMetrics()
        rooms = PostgresRooms(link, clock, RandomIds(), patience, metrics)
        yield Node(rooms, feed, link, clock, metrics)
    finally:
        await feed.close()
        await link.close()


def through(gate: Gate) -> str:
    """The address of a server behind a gate."""
    return f"postgresql://{USER}@127.0.0.1:{gate.port}/postgres?sslmode=disable"


@asynccontextmanager
async def node_behind(gate: Gate, schema: str) -> AsyncIterator[Node]:
    """A node that gets at the store through the gate. It has one connection beside the one that
    listens, and has asked everything once that has to be prepared."""
    async with node_at(through(gate), schema, connections=1) as node:
        room = await open_room(node)
        await node.rooms.update(room.code, close)
        yield node


def of_kind(kind: str) -> Matches:
    """Matches a commit of this kind: `add`, `write`, `close` or `check`."""
    parameter = len(kind).to_bytes(4, "big") + kind.encode()
    return lambda frame: parameter in frame


def reading(room: Room) -> Matches:
    """Matches the question for a room: its code is the only parameter."""
    parameter = b"\0\x01" + len(room.code).to_bytes(4, "big") + room.code.encode()
    return lambda frame: parameter in frame


SIGN_OF_LIFE = having(b"Q", b"SELECT 1\0")
"""What the feed asks of the connection on which it listens."""

WRITE, CLOSING, COMPARING, ADDING = map(of_kind, ("write", "close", "check", "add"))


@asynccontextmanager
async def look_at(url: str, schema: str) -> AsyncIterator[asyncpg.Connection]:
    """A look at the tables themselves."""
    connection = await asyncpg.connect(url, server_settings={"search_path": schema})
    try:
        yield connection
    finally:
        await connection.close()


@asynccontextmanager
async def postgres_under_test(url: str) -> AsyncIterator[StoreUnderTest]:
    """One server, seen through two links as two nodes have them."""
    schema = fresh_schema()
    async with node_at(url, schema) as one, node_at(url, schema) as two:
        await one.link.know_the_time(one.clock, soon())
        async with look_at(url, schema) as tables:

            async def footprint(code: str) -> Mapping[str, datetime | None]:
                return await footprint_in(tables, code)

            yield StoreUnderTest(
                ContractNode(one.rooms, one.feed),
                ContractNode(two.rooms, two.feed),
                one.clock,
                footprint,
            )


async def footprint_in(tables: asyncpg.Connection, code: str) -> dict[str, datetime | None]:
    """Every row of the tables that has to do with a room.

    What the outbox holds is on its way to followers, until it should have been swept away.
    """
    rooms = await tables.fetch(
        "SELECT code, users, expires_at FROM rooms WHERE code = $1 OR room LIKE $2",
        code,
        f'%"{code}"%',
    )
    letters = await tables.fetch(
        "SELECT revision FROM outbox WHERE code = $1"
        " AND made_at < clock_timestamp() - $2 * interval '1 s'",
        code,
        IN_TRANSIT + PATIENCE,
    )
    held = {f"rooms {row['code']} {row['users']}": row["expires_at"] for row in rooms}
    return held | {f"outbox {row['revision']}": None for row in letters}


async def commits_under_way(node: Node) -> int:
    """How many statements of this schema's nodes are under way, beside this one."""
    answer = await node.link.ask(
        soon(),
        "SELECT count(*) AS count FROM pg_stat_activity"
        " WHERE state = 'active' AND query LIKE '%commit_room%' AND pid <> pg_backend_pid()",
    )
    return int(answer.rows[0]["count"])


def soon() -> float:
    """A time of the event loop by which everything has been answered."""
    return asyncio.get_running_loop().time() + PATIENCE
