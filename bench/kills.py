"""A node is killed again and again with 200 sockets on it: how long until presence is right.

    python -m bench.kills [--kills 20] [--lease 15] [--refresh 5]

Starts a Valkey and two nodes of its own on loopback and puts 200 members into 25 rooms on one
node and one more of each room on the other. Kills the first (SIGKILL) and takes the time until
all who remain have been told of each one who is gone, and until the store says the same; then
starts that node again on its port and brings everybody back. Exits with 1 when this took too long,
a room or a member was lost, or anybody was left with a wrong room. 20 kills take 7 minutes.
"""

import argparse
import asyncio
import sys
from collections.abc import Sequence
from contextlib import AsyncExitStack
from typing import NamedTuple

from bench.visitors import Visitor, rooms_of
from domain.errors import RoomNotFound
from domain.room import Room
from tests.nodes import Node, node_process, on_store
from tests.players import user_in
from tests.redis_rooms import Node as Store
from tests.redis_rooms import node_at
from tests.servers import ValkeyServer

ROOMS, ON_VICTIM = 25, 8

PATIENCE = 60.0
"""Seconds after which a kill counts as never noticed."""


class Scene(NamedTuple):
    """Who is where. `members` were, and are to be, on the victim; observers are on the other."""

    victim: Node
    store: Store
    members: Sequence[Visitor]
    observers: Sequence[Visitor]


class Kill(NamedTuple):
    """What came of one: seconds until all had been told, and until the store was right; how many
    rooms are gone or have lost somebody, and how many observers differ from the store."""

    told: float
    stored: float
    rooms_harmed: int
    divergent: int

    @property
    def right_after(self) -> float:
        return max(self.told, self.stored)


async def killed(scene: Scene) -> Kill:
    """Kill the victim, and wait until presence is right."""
    now = asyncio.get_running_loop().time
    begun = now()
    scene.victim.kill()
    told = stored = float("inf")
    while max(told, stored) == float("inf") and now() < begun + PATIENCE:
        if told == float("inf") and all(map(knows_all_gone, scene.observers)):
            told = now() - begun
        rooms = await stored_rooms(scene)
        if stored == float("inf") and all(room and is_right(room) for room in rooms.values()):
            stored = now() - begun
        await asyncio.sleep(0.05)
    harmed = sum(room is None or len(room.members) != ON_VICTIM + 1 for room in rooms.values())
    divergent = sum(one.is_lost or one.differs_from(rooms[one.code]) for one in scene.observers)
    return Kill(told, stored, harmed, divergent)


def knows_all_gone(observer: Visitor) -> bool:
    """Whether it has been told that everybody but itself is gone."""
    own = user_in(observer.token)
    return observer.knows.users == {id: id == own for id in observer.knows.users}


def is_right(room: Room) -> bool:
    """Whether the observer alone is connected."""
    return sum(member.is_connected for member in room.members.values()) == 1


async def stored_rooms(scene: Scene) -> dict[str, Room | None]:
    async def stored(code: str) -> Room | None:
        try:
            return await scene.store.rooms.get(code)
        except RoomNotFound:
            return None

    codes = [observer.code for observer in scene.observers]
    return dict(zip(codes, await asyncio.gather(*map(stored, codes)), strict=True))


async def measure(kills: int, lease: int, refresh: int) -> int:
    """The whole of it. Returns the exit status."""
    leases = {"LEASE_SECONDS": str(lease), "LEASE_REFRESH_SECONDS": str(refresh)}
    with (
        ValkeyServer() as server,
        node_process(on_store(server.url) | leases) as survivor,
        node_process(on_store(server.url) | leases) as victim,
    ):
        urls = (victim.url,) * ON_VICTIM + (survivor.url,)
        parties = await rooms_of(urls, ROOMS, len(urls))
        async with AsyncExitStack() as stack, node_at(server.url) as store:
            members = [member for party in parties for member in party[:-1]]
            observers = [party[-1] for party in parties]
            listening = [await observer.enter(stack) for observer in observers]
            await asyncio.sleep(lease)  # who has just come declares nobody dead
            scene = Scene(victim, store, members, observers)
            found = [await one_round(scene, number, kills, refresh) for number in range(kills)]
            for task in listening:
                task.cancel()
            await asyncio.wait(listening)
        complaints = len(survivor.complaints())
    return verdict(found, lease + refresh, complaints)


async def one_round(scene: Scene, number: int, kills: int, refresh: float) -> Kill:
    """Everybody comes (back), the victim is killed, and is started again."""
    async with AsyncExitStack() as stack:
        back = [Visitor(one.url, one.code, one.token) for one in scene.members]
        listening = [await member.enter(stack) for member in back]
        await asyncio.sleep(refresh * number / kills)  # kills fall anywhere between two renewals
        result = await killed(scene)
        for task in listening:
            task.cancel()
        await asyncio.wait(listening)
    await asyncio.to_thread(scene.victim.start)
    print(
        f"kill {number + 1}: {len(back)} sockets; all told after {result.told:.1f} s, store right "
        f"after {result.stored:.1f} s; rooms harmed {result.rooms_harmed}, "
        f"divergent observers {result.divergent}",
        flush=True,
    )
    return result


def verdict(found: Sequence[Kill], promised: float, complaints: int) -> int:
    slowest = max(kill.right_after for kill in found)
    harmed = sum(kill.rooms_harmed for kill in found)
    divergent = sum(kill.divergent for kill in found)
    print(f"kills                            {len(found)}")
    print(f"presence right after at most     {slowest:.1f} s (promised: {promised:.0f} s)")
    print(f"rooms deleted or short of anyone {harmed}")
    print(f"divergent observers              {divergent}")
    print(f"errors that the survivor logged  {complaints}")
    return 1 if slowest > promised or harmed or divergent or complaints else 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="How soon presence is right after a SIGKILL.")
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--lease", type=int, default=15, help="LEASE_SECONDS")
    parser.add_argument("--refresh", type=int, default=5, help="LEASE_REFRESH_SECONDS")
    given = parser.parse_args()
    sys.exit(asyncio.run(measure(given.kills, given.lease, given.refresh)))
