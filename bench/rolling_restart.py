"""Two nodes restarted one after the other under thousands of clients: who comes back, and how.

Prints a line of JSON for each restart and one in the end. Exits with 1 when a client would have
needed a page reload, did not come back, or the store has anyone's presence wrong.
"""

import argparse
import asyncio
import json
import resource
import sys
import time
from bisect import bisect_left
from collections.abc import Sequence

import httpx
from redis.asyncio import Redis

from bench.balancer import Balancer, balancing
from bench.stock_clients import LOST, REFUSED, SENT_AWAY, STATE, stock_clients
from tests.nodes import Node, on_store, running_node
from tests.servers import ValkeyServer

A_ROOM = 10
"""People in a room."""
PATIENCE = 120.0
"""Seconds for all to come, or to come back."""
PROCESSES = 2
"""Processes that the clients share."""
WINDOW = 0.1
"""Seconds in which arrivals are counted for their peak."""


class Watch:
    """Where every client stands, by what it tells."""

    def __init__(self, heard: "asyncio.Queue[tuple[int, str, float]]", count: int) -> None:
        self.inside: set[int] = set()
        self.lost: dict[int, float] = {}
        self.back: dict[int, float] = {}
        self.fatal: set[int] = set()
        self._heard = heard
        self._count = count

    def forget(self) -> None:
        """Start anew, for the next restart."""
        self.lost.clear()
        self.back.clear()

    async def until_all_are_inside(self) -> None:
        """Returns when nobody is missing, but those who will not come back, or after `PATIENCE`."""
        give_up = time.monotonic() + PATIENCE
        while len(self.inside | self.fatal) < self._count:
            try:
                left = give_up - time.monotonic()
                self._note(*await asyncio.wait_for(self._heard.get(), left))
            except TimeoutError:
                return

    async def settle(self) -> None:
        """Take what has been told by now."""
        while not self._heard.empty():
            self._note(*self._heard.get_nowait())

    def _note(self, number: int, what: str, at: float) -> None:
        if what == STATE:
            self.inside.add(number)
            if number in self.lost:
                self.back[number] = at
            return
        self.inside.discard(number)
        if what == LOST:
            self.lost.setdefault(number, at)
        if what in (REFUSED, SENT_AWAY):
            self.fatal.add(number)


async def main(count: int) -> int:
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    with ValkeyServer() as server:
        settings = on_store(server.url)
        async with running_node(settings) as one, running_node(settings) as two:
            tokens = await people(one.url, count)
            ports = [int(node.url.rpartition(":")[2]) for node in (one, two)]
            async with (
                balancing(ports) as (url, balancer),
                stock_clients(url, tokens, PROCESSES) as heard,
            ):
                return await roll((one, two), server, balancer, Watch(heard, count), count)


async def roll(
    nodes: Sequence[Node], server: ValkeyServer, balancer: Balancer, watch: Watch, count: int
) -> int:
    await watch.until_all_are_inside()
    say(clients=count, inside=len(watch.inside), connected_in_store=await connected(server))
    was_right = True
    for node in nodes:
        watch.forget()
        await restart(node, balancer, watch)
        there = await connected(server)
        say(inside=len(watch.inside), connected_in_store=there)
        was_right = was_right and there == len(watch.inside) == count
    say(needed_a_page_reload=len(watch.fatal))
    return 0 if was_right and not watch.fatal else 1


async def restart(node: Node, balancer: Balancer, watch: Watch) -> None:
    """SIGTERM, the end of the process, its start on the same port, and everybody back."""
    begin = time.monotonic()
    status = await asyncio.to_thread(node.stop)
    ended = time.monotonic() - begin
    await asyncio.to_thread(node.start)
    ready = time.monotonic() - begin
    await asyncio.sleep(0.5)
    await watch.settle()
    await watch.until_all_are_inside()
    arrivals = [at for at, _ in balancer.arrivals if at >= begin]
    say(
        exit_status=status,
        ended_after_s=round(ended, 2),
        listening_again_after_s=round(ready, 2),
        lost_their_connection=len(watch.lost),
        closed_over_s=round(max(watch.lost.values()) - min(watch.lost.values()), 2),
        came_back=len(watch.back),
        last_back_after_s=round(max(watch.back.values()) - begin, 2),
        longest_away_s=round(max(at - watch.lost[who] for who, at in watch.back.items()), 2),
        most_arrivals_in_100_ms=peak(arrivals),
        arrivals=len(arrivals),
    )


def peak(times: Sequence[float]) -> int:
    """The most of these in any window."""
    ordered = sorted(times)
    return max(
        (bisect_left(ordered, at + WINDOW) - first for first, at in enumerate(ordered)), default=0
    )


async def people(url: str, count: int) -> list[str]:
    """The tokens of so many people, in rooms of `A_ROOM`."""
    at_once = asyncio.Semaphore(10)
    async with httpx.AsyncClient(base_url=url, trust_env=False, timeout=30) as http:

        async def room(size: int) -> list[str]:
            async with at_once:
                made = await http.post("/rooms", json={"displayName": "Host"})
                tokens = [made.raise_for_status().json()["token"]]
                path = f"/rooms/{made.json()['roomCode']}/join"
                for _ in range(size - 1):
                    joined = await http.post(path, json={"displayName": "Guest"})
                    tokens.append(joined.raise_for_status().json()["token"])
                return tokens

        sizes = [min(A_ROOM, count - first) for first in range(0, count, A_ROOM)]
        return [token for tokens in await asyncio.gather(*map(room, sizes)) for token in tokens]


async def connected(server: ValkeyServer) -> int:
    """How many are connected by what the store says."""
    async with Redis.from_url(server.url) as redis:
        keys = [key async for key in redis.scan_iter("user:*", count=1000)]
        return sum(json.loads(value)["isConnected"] for value in await redis.mget(keys))


def say(**figures: object) -> None:
    print(json.dumps(figures), flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clients", type=int, default=2000)
    sys.exit(asyncio.run(main(parser.parse_args().clients)))
