"""What an outage of the store costs: sockets, answers, time, and who is left with a wrong room.

    python -m bench.outage [--rooms 50] [--clients 4] [--seconds 60]

Starts a Valkey and two nodes of its own on loopback, puts clients into rooms, has every host
toggle its lock and a page of every node looked at again and again, freezes Valkey (SIGSTOP) for
so many seconds, and tells what happened. Ends by itself, soon after that.
"""

import argparse
import asyncio
from collections import Counter
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field

import httpx

from bench.visitors import Visitor, rooms_of
from domain.errors import RoomNotFound
from domain.room import Room
from tests.nodes import node_process, on_store
from tests.redis_rooms import Node, node_at
from tests.servers import ValkeyServer

PAUSE = 1.0
"""Seconds between two commands of a host, and between two looks at a node."""

BEFORE, AFTER, SETTLING = 5.0, 15.0, 5.0
"""Seconds of load before the outage and after it, and of quiet before rooms are compared."""


@dataclass
class Tally:
    """What was seen. Times are of the event loop; `back` is when the store went on."""

    acks: Counter[str] = field(default_factory=Counter)
    statuses: Counter[int] = field(default_factory=Counter)
    slowest_ack: float = 0.0
    slowest_answer: float = 0.0
    back: float = float("inf")
    served: dict[str, float] = field(default_factory=dict)
    is_over: bool = False


async def commanding(host: Visitor, tally: Tally) -> None:
    """A host toggles its lock, again and again."""
    now = asyncio.get_running_loop().time
    while not tally.is_over and not host.is_lost:
        begun = now()
        outcome = await host.ask("room:toggle_lock")
        tally.acks[outcome] += 1
        tally.slowest_ack = max(tally.slowest_ack, now() - begun)
        if outcome == "ok" and begun > tally.back:
            tally.served.setdefault(host.code, now() - tally.back)
        await asyncio.sleep(PAUSE)


async def looking(url: str, code: str, tally: Tally) -> None:
    """Someone looks at a room over HTTP, again and again."""
    now = asyncio.get_running_loop().time
    async with httpx.AsyncClient(base_url=url, trust_env=False, timeout=30) as http:
        while not tally.is_over:
            begun = now()
            answer = await http.get(f"/rooms/{code}")
            tally.statuses[answer.status_code] += 1
            tally.slowest_answer = max(tally.slowest_answer, now() - begun)
            if answer.status_code == 200 and begun > tally.back:
                tally.served.setdefault(url, now() - tally.back)
            await asyncio.sleep(PAUSE)


async def outage(store: ValkeyServer, seconds: float, tally: Tally) -> None:
    """Freeze the store for a while, with load before and after."""
    await asyncio.sleep(BEFORE)
    store.stop()
    try:
        await asyncio.sleep(seconds)
    finally:
        tally.back = asyncio.get_running_loop().time()
        store.cont()
    await asyncio.sleep(AFTER)
    tally.is_over = True


async def room_in(store: Node, code: str) -> Room | None:
    try:
        return await store.rooms.get(code)
    except RoomNotFound:
        return None


async def measure(rooms: int, clients: int, seconds: float) -> None:
    """The whole of it."""
    with (
        ValkeyServer() as store,
        node_process(on_store(store.url)) as one,
        node_process(on_store(store.url)) as two,
    ):
        parties = await rooms_of((one.url, two.url), rooms, clients)
        async with AsyncExitStack() as stack:
            visitors = [visitor for party in parties for visitor in party]
            listening = [await visitor.enter(stack) for visitor in visitors]
            tally = Tally()
            await asyncio.gather(
                outage(store, seconds, tally),
                *(commanding(party[0], tally) for party in parties),
                *(looking(node.url, parties[0][0].code, tally) for node in (one, two)),
            )
            await asyncio.sleep(SETTLING)
            async with node_at(store.url) as ours:
                stored = {party[0].code: await room_in(ours, party[0].code) for party in parties}
            tell(tally, visitors, stored, services=rooms + 2)
            for task in listening:
                task.cancel()
            await asyncio.wait(listening)
        print(f"lines that the nodes logged           {len(one.lines()) + len(two.lines())}")
        print(f"errors among them                     {len(one.complaints() + two.complaints())}")


def tell(
    tally: Tally, visitors: Sequence[Visitor], stored: dict[str, Room | None], services: int
) -> None:
    """The figures, one a line."""
    lost = sum(visitor.is_lost for visitor in visitors)
    wrong = [visitor for visitor in visitors if visitor.differs_from(stored[visitor.code])]
    heard = max(visitor.heard_at for visitor in visitors) - tally.back
    full = max(tally.served.values()) if len(tally.served) == services else float("inf")
    print(f"clients                               {len(visitors)} in {len(stored)} rooms")
    print(f"sockets lost                          {lost}")
    print(f"commands answered                     {dict(tally.acks)}")
    print(f"slowest acknowledgement               {tally.slowest_ack:.2f} s")
    print(f"HTTP answers                          {dict(tally.statuses)}")
    print(f"slowest HTTP answer                   {tally.slowest_answer:.2f} s")
    print(f"every room and node served again in   {full:.2f} s")
    print(f"last word heard                       {heard:.1f} s after the outage")
    print(f"clients that differ from the store    {len(wrong)}")
    for visitor in wrong[:5]:
        print(f"  {visitor.code}: {visitor.confused or visitor.knows}")


def main() -> None:
    parser = argparse.ArgumentParser(description="What an outage of the store costs.")
    parser.add_argument("--rooms", type=int, default=50)
    parser.add_argument("--clients", type=int, default=4, help="in each room")
    parser.add_argument("--seconds", type=float, default=60.0, help="of outage")
    given = parser.parse_args()
    asyncio.run(measure(given.rooms, given.clients, given.seconds))


if __name__ == "__main__":
    main()
