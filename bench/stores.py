"""How many changes a store takes, and how soon they are heard.

    python -m bench.stores

Starts Valkey and PostgreSQL (as it comes, with `fsync` and `synchronous_commit` on; then with
the latter off; then with functions that notify nobody), and lets two nodes in this process change
rooms: first many rooms, one change of each at a time; then one room, all at once. Then it takes
the time until the other node hears of a change. Takes about a minute. The process that asks
runs on the same machine, and is what bounds the faster ones.
"""

import asyncio
import statistics
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from functools import partial
from typing import NamedTuple

from adapters.postgres_room_functions import ROOM_FUNCTIONS
from application.commit import Commit
from application.contract.changes import toggle
from application.errors import ServiceError
from application.ports import RoomFeed, RoomRepository
from domain.room import Room
from tests import postgres_store, redis_rooms
from tests.any_store import a_new_room
from tests.postgres_server import PostgresServer
from tests.servers import ValkeyServer

PHASE = 4.0
"""Seconds of each of the first two phases."""

ROOMS = 200
AT_ONCE = 50
HEARD = 200
"""Changes of which the time is taken until they are heard."""

NOTIFY = "PERFORM pg_notify(channel, notice);"


class Node(NamedTuple):
    """What is measured of a store."""

    rooms: RoomRepository
    feed: RoomFeed


class Pair(NamedTuple):
    """Two nodes on one store."""

    one: Node
    other: Node
    notifies: bool = True


async def main() -> None:
    """Measure one store after the other."""
    print(f"{'':34}{'many rooms':>24}{'one room':>24}{'heard after':>24}")
    for name, store in STORES.items():
        async with store() as (one, other, notifies):
            rooms = [await _opened(one.rooms) for _ in range(ROOMS)]
            many = await _changes([one, other], rooms)
            single = await _changes([one, other], rooms[:1])
            heard = await _heard(one, other, rooms[0]) if notifies else "-"
        print(f"{name:34}{many:>24}{single:>24}{heard:>24}")


async def _opened(rooms: RoomRepository) -> Room:
    room, events = a_new_room()
    await rooms.add(room, events)
    return room


async def _changes(nodes: Sequence[Node], rooms: Sequence[Room]) -> str:
    """Changes a second by so many at once, each in rooms of its own as far as they go; the
    median and the 99th percentile of their times; those that were given up."""
    times: list[float] = []
    failed = 0
    end = time.perf_counter() + PHASE

    async def change(number: int) -> None:
        nonlocal failed
        node, mine = nodes[number % len(nodes)], rooms[number % len(rooms) :: AT_ONCE] or rooms
        turn = 0
        while (begin := time.perf_counter()) < end:
            turn += 1
            try:
                await node.rooms.update(mine[turn % len(mine)].code, toggle)
            except ServiceError:
                failed += 1
            else:
                times.append(time.perf_counter() - begin)

    await asyncio.gather(*map(change, range(AT_ONCE)))
    lost = f" -{failed}" if failed else ""
    return f"{len(times) / PHASE:,.0f}/s{lost} {_spread(times)}"


async def _heard(one: Node, other: Node, room: Room) -> str:
    """From asking for a change until the other node hears of it."""
    times: list[float] = []
    async with other.feed.follow(room.code) as feed:
        for _ in range(HEARD):
            begin = time.perf_counter()
            asked = asyncio.ensure_future(one.rooms.update(room.code, toggle))
            assert isinstance(await anext(feed), Commit)
            times.append(time.perf_counter() - begin)
            await asked
    return _spread(times)


def _spread(times: Sequence[float]) -> str:
    """Median and 99th percentile in milliseconds."""
    cuts = statistics.quantiles(times, n=100)
    return f"{cuts[49] * 1000:.1f}/{cuts[98] * 1000:.1f} ms"


@asynccontextmanager
async def _valkey() -> AsyncIterator[Pair]:
    with ValkeyServer() as server:
        async with redis_rooms.node_at(server.url) as one, redis_rooms.node_at(server.url) as two:
            yield Pair(Node(one.rooms, one.feed), Node(two.rooms, two.feed))


@asynccontextmanager
async def _postgres(*options: str, notifies: bool = True) -> AsyncIterator[Pair]:
    schema = postgres_store.fresh_schema()
    with PostgresServer(("fsync=on", *options)) as server:
        at = server.url
        node_at = postgres_store.node_at
        async with node_at(at, schema) as one, node_at(at, schema) as two:
            await _opened(one.rooms)  # the tables are there from here on
            if not notifies:
                async with postgres_store.look_at(at, schema) as tables:
                    await tables.execute(ROOM_FUNCTIONS.replace(NOTIFY, ""))
            yield Pair(Node(one.rooms, one.feed), Node(two.rooms, two.feed), notifies)


STORES = {
    "Valkey": _valkey,
    "PostgreSQL": _postgres,
    "PostgreSQL, synchronous_commit=off": partial(_postgres, "synchronous_commit=off"),
    "PostgreSQL, nobody is notified": partial(_postgres, notifies=False),
}


if __name__ == "__main__":
    asyncio.run(main())
