"""Light load for an hour: nothing grows, nothing stays behind, nobody has a wrong room.

    python -m bench.soak [--minutes 60] [--games 20]

Starts a Valkey and two nodes of its own on loopback. In so many rooms at any time something
happens about once a second: joins, commands, kicks, leaves, connections that break or close and
come back through either node, and ends of all kinds. Once a minute everything stands still for
some seconds; then every client's last known state is held against the store, and a line tells
of that, of keys without a deadline, of memory and of the log. Exits with 1 when anything is wrong.
"""

import argparse
import asyncio
import itertools
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import NamedTuple

from redis.asyncio import Redis

from bench.games import Game
from domain.errors import RoomNotFound
from tests.footprints import resident
from tests.nodes import Node, node_process, on_store
from tests.redis_rooms import Node as Store
from tests.redis_rooms import node_at
from tests.servers import ValkeyServer
from tests.visitor import Visitor

SETTINGS = {"ROOM_EMPTY_TTL_SECONDS": "60"}
"""Rooms that were left alone are gone a minute later, so that their number is level."""

STEPS, PAUSE = 40, 1.0
"""Things that happen in a room, and the seconds between two of them."""

QUIET = 3.0
"""Seconds of standing still until clients are held against the store."""

WARM = 0.25
"""The part of the run after which memory has to be level."""

LEVEL = 1.1
SLACK = 4 * 2**20
"""How much more memory than then is level: a tenth, or this many bytes."""

MIB = 2**20
HEAD = "min  rooms clients divergent lost  keys no-deadline  MiB one   two store complaints"


class Look(NamedTuple):
    """What was seen at the end of a minute. Memory is in bytes: of both nodes, and Valkey."""

    rooms: int
    clients: int
    divergent: int
    lost: int
    keys: int
    without_deadline: int
    memory: tuple[int, ...]
    complaints: int


class Soak:
    """The games, and what is seen of them."""

    def __init__(self, server: ValkeyServer, nodes: Sequence[Node], store: Store) -> None:
        self.outcomes: Counter[str] = Counter()
        self._server, self._nodes, self._store = server, nodes, store
        self._playing: set[Game] = set()
        self._seeds = itertools.count()
        self._going = asyncio.Event()
        self._still = asyncio.Event()
        self._still.set()
        self._under_way = 0

    async def play(self) -> None:
        """One game after another, until cancelled."""
        self._going.set()
        while True:
            game = Game([node.url for node in self._nodes], self._store.rooms, next(self._seeds))
            async with self._step():
                await game.begin()
                self._playing.add(game)
            for _ in range(STEPS):
                await asyncio.sleep(PAUSE)
                async with self._step():
                    await game.step()
            async with self._step():
                self._playing.remove(game)
                await game.end()
                self.outcomes += game.outcomes

    async def look(self) -> Look:
        """Have everything stand still, and see how it stands."""
        self._going.clear()
        await self._still.wait()
        await asyncio.sleep(QUIET)
        clients = [visitor for game in self._playing for visitor in game.visitors]
        wrong = [visitor for visitor in clients if await self._differs(visitor)]
        keys, bare = await self._keys()
        self._going.set()
        for visitor in wrong[:5]:
            print(f"  {visitor.code}: {visitor.confused or visitor.knows}")
        return Look(
            rooms=len(self._playing),
            clients=len(clients),
            divergent=len(wrong),
            lost=sum(visitor.is_lost for visitor in clients),
            keys=keys,
            without_deadline=bare,
            memory=tuple(resident(one.pid) for one in (*self._nodes, self._server)),
            complaints=sum(len(node.complaints()) for node in self._nodes),
        )

    @asynccontextmanager
    async def _step(self) -> AsyncIterator[None]:
        await self._going.wait()
        self._under_way += 1
        self._still.clear()
        try:
            yield
        finally:
            self._under_way -= 1
            if not self._under_way:
                self._still.set()

    async def _differs(self, visitor: Visitor) -> bool:
        try:
            return visitor.differs_from(await self._store.rooms.get(visitor.code))
        except RoomNotFound:
            return True

    async def _keys(self) -> tuple[int, int]:
        """How many keys there are, and how many of them will never go."""
        redis: Redis = self._store.redis
        keys = [key async for key in redis.scan_iter(count=1000)]
        async with redis.pipeline(transaction=False) as asking:
            for key in keys:
                asking.pexpiretime(key)
            deadlines = await asking.execute()
        return len(keys), deadlines.count(-1)


async def run(minutes: int, games: int) -> int:
    """The whole of it. Returns the exit status."""
    with (
        ValkeyServer() as server,
        node_process(on_store(server.url) | SETTINGS) as one,
        node_process(on_store(server.url) | SETTINGS) as two,
    ):
        async with node_at(server.url) as store:
            soak = Soak(server, (one, two), store)
            playing = [asyncio.create_task(soak.play()) for _ in range(games)]
            print(HEAD)
            looks = [await one_minute(soak, number) for number in range(1, minutes + 1)]
            failed = [task.exception() for task in playing if task.done()]
            for task in playing:
                task.cancel()
            await asyncio.wait(playing)
    return verdict(looks, soak.outcomes, failed)


async def one_minute(soak: Soak, number: int) -> Look:
    begun = time.monotonic()
    await asyncio.sleep(60 - QUIET)
    look = await soak.look()
    await asyncio.sleep(max(0.0, begun + 60 - time.monotonic()))
    one, two, store = (part / MIB for part in look.memory)
    print(
        f"{number:3} {look.rooms:6} {look.clients:7} {look.divergent:9} {look.lost:4} "
        f"{look.keys:5} {look.without_deadline:11} {one:8.1f} {two:5.1f} {store:5.1f} "
        f"{look.complaints:10}",
        flush=True,
    )
    return look


def verdict(
    looks: Sequence[Look], outcomes: Counter[str], failed: Sequence[BaseException | None]
) -> int:
    """Say what happened, and what was wrong with it."""
    for name, times in sorted(outcomes.items()):
        print(f"{name:45} {times:7}")
    warm, last = looks[int(len(looks) * WARM)], looks[-1]
    wrong = {
        "divergent clients": sum(look.divergent for look in looks),
        "sockets lost": sum(look.lost for look in looks),
        "keys without a deadline": sum(look.without_deadline for look in looks),
        "complaints in the logs": last.complaints,
        "processes whose memory grew": sum(
            after > max(LEVEL * before, before + SLACK)
            for before, after in zip(warm.memory, last.memory, strict=True)
        ),
        "commands refused": sum(
            times for name, times in outcomes.items() if name.startswith("room:") and " " in name
        ),
        "requests failed": sum(
            times for name, times in outcomes.items() if name.startswith("HTTP 5")
        ),
        "games that broke off": len(failed),
    }
    for name, times in wrong.items():
        print(f"{name:45} {times:7}")
    for error in failed:
        print(f"  {error!r}")
    print("verdict:", "wrong" if any(wrong.values()) else "all is well", f"({len(looks)} minutes)")
    return 1 if any(wrong.values()) else 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Light load for an hour, watched.")
    parser.add_argument("--minutes", type=int, default=60)
    parser.add_argument("--games", type=int, default=20, help="rooms at any time")
    given = parser.parse_args()
    sys.exit(asyncio.run(run(given.minutes, given.games)))
