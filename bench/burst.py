"""What a burst of commands from one socket costs the other sockets of the node.

    python -m bench.burst

Starts a node of its own (memory store, limits as they are by default) on a free port. People
in rooms of their own ask the node for something five times a second and take the time until
the answer; then the same again while one socket after another sends 5,000 commands at once.
Takes about half a minute. Only what is asked while a burst lasts counts as during bursts.
"""

import asyncio
import time
from collections.abc import Sequence
from contextlib import AsyncExitStack, suppress
from typing import NamedTuple

import httpx

from tests.nodes import running_node
from tests.raw_websocket import RawWebSocket, frame
from tests.wires import Wire, a_websocket

PEOPLE = 60
PAUSE = 0.2
"""Seconds between the questions of one person: half of what the limit allows."""

PHASE = 10.0
"""Seconds of each of the two phases."""

COMMANDS = 5_000
BETWEEN_BURSTS = 0.3
GOAL_MS = 50.0

LIMITS = {
    "SOCKET_THROTTLE_LIMIT": "100",
    "SOCKET_THROTTLE_TTL_MS": "10000",
    "SOCKET_MAX_UNAUTHENTICATED": "100",
    "CONNECT_LIMIT": "60",
}


class Span(NamedTuple):
    """From when to when something lasted, by `time.perf_counter`."""

    begin: float
    end: float

    def meets(self, other: "Span") -> bool:
        return self.begin < other.end and other.begin < self.end


async def main() -> None:
    """Run both phases and print what was measured."""
    async with running_node(LIMITS) as node, AsyncExitStack() as stack:
        people: list[Wire] = []
        for _ in range(PEOPLE):
            people.append(await stack.enter_async_context(a_websocket(node.url)))
            await people[-1].enter(await _a_token(node.url))
        quiet = await _answers(people)
        bursting = asyncio.create_task(_bursts(node.url))
        loud = await _answers(people)
        bursts = await bursting
    during = [span for span in loud if any(span.meets(burst) for burst in bursts)]
    longest = max(burst.end - burst.begin for burst in bursts)
    _report("nobody sends much", quiet)
    _report("during bursts", during)
    print(f"{len(bursts)} bursts of {COMMANDS}, over after {longest * 1000:.0f} ms at most")
    print(f"goal: {GOAL_MS:.0f} ms at p99")


async def _answers(people: Sequence[Wire]) -> list[Span]:
    """How long each answer took, from everybody, for the time of a phase."""
    until = time.perf_counter() + PHASE
    found = await asyncio.gather(
        *(_ask(wire, until, PAUSE * turn / len(people)) for turn, wire in enumerate(people))
    )
    return [span for spans in found for span in spans]


async def _ask(wire: Wire, until: float, delay: float) -> list[Span]:
    await asyncio.sleep(delay)
    spans = []
    while (begin := time.perf_counter()) < until:
        assert await wire.ask("room:toggle_lock") == {"ok": True}
        spans.append(Span(begin, time.perf_counter()))
        await asyncio.sleep(PAUSE)
    return spans


async def _bursts(url: str) -> list[Span]:
    """One burst after another, each by someone new, for the time of a phase."""
    until = time.perf_counter() + PHASE - 1
    bursts = []
    while time.perf_counter() < until:
        token = await _a_token(url)
        bursts.append(await asyncio.to_thread(_burst, url, token))
        await asyncio.sleep(BETWEEN_BURSTS)
    return bursts


def _burst(url: str, token: str) -> Span:
    """Everything at once, until the node says that it closes the connection."""
    everything = frame(b'42/rooms,1["room:toggle_lock"]') * COMMANDS
    with RawWebSocket(url) as flooder:
        flooder.enter(token)
        begin = time.perf_counter()
        with suppress(OSError):
            flooder.send(everything)
        while flooder.hear():
            pass
        return Span(begin, time.perf_counter())


async def _a_token(url: str) -> str:
    """The host's of a new room."""
    async with httpx.AsyncClient(trust_env=False) as http:
        answer = await http.post(f"{url}/rooms", json={"displayName": "Somebody"})
        return str(answer.raise_for_status().json()["token"])


def _report(name: str, spans: Sequence[Span]) -> None:
    took = sorted((span.end - span.begin) * 1000 for span in spans)
    middle, late = (took[int(len(took) * part)] for part in (0.5, 0.99))
    print(f"{name}: {len(took)} answers, p50 {middle:.1f} ms, p99 {late:.1f} ms")


if __name__ == "__main__":
    asyncio.run(main())
