"""What a server of the store takes of its processor: a single one, and one of three in a Cluster.

    python -m bench.servers [--calls 6000] [--json FILE]

Rooms of 8, all on one server. Each thing is asked for so many times, 32 at once, then one after
another; a server works off together what comes together. `used_cpu_user` and `used_cpu_sys` of
every server's `INFO cpu` are read before and after, so that what the others of a Cluster have to
do with it is seen too; `node` is the processor time of the client in this process. The load runs
on the same machine; figures of processor time differ by a third on a busy one.
"""

import argparse
import asyncio
import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from rich.console import Console
from rich.table import Table

from application.contract.changes import toggle
from application.contract.fresh import fresh_code
from application.ports import Budget, Spent
from bench.servers.under import Under, cluster, single
from tests.any_store import open_room

AT_ONCE, ROOMS, LISTENERS = 32, 64, 4

PATIENCE = 5.0

MESSAGE = b"x" * 400
"""About as long as a commit in a room of 8."""

MANY = Budget(1_000_000, timedelta(minutes=1))
MISSES = Budget(10, timedelta(minutes=1), "misses")

Ask = Callable[[int], Awaitable[object]]
"""Asks for it; the number tells one time from the others."""


class Taken(NamedTuple):
    """Microseconds of processor time for one time."""

    server: float
    others: float
    node: float


def main() -> None:
    """Measure both, and print a table."""
    options = _options()
    rows = asyncio.run(_both(options.calls))
    _print(rows)
    if options.json:
        figures = {what: taken._asdict() for what, taken in rows.items()}
        Path(options.json).write_text(json.dumps(figures, indent=1))


async def _both(calls: int) -> dict[str, Taken]:
    rows: dict[str, Taken] = {}
    for store in (single, cluster):
        async with store() as under:
            async for what, taken in _measured(under, calls):
                rows[f"{under.name}: {what}"] = taken
    return rows


async def _measured(under: Under, calls: int) -> AsyncIterator[tuple[str, Taken]]:
    codes = [under.named(fresh_code, under.keys.room) for _ in range(ROOMS)]
    for code in codes:
        await open_room(under, guests=7, code=code)
    for what, ask in _asked(under, codes).items():
        yield f"{what}, {AT_ONCE} at once", await _taken(under, ask, calls, AT_ONCE)
        yield f"{what}, alone", await _taken(under, ask, calls // 4, 1)
    compare = partial(_compare, under, codes)
    taken = await _taken(under, compare, max(calls // ROOMS, 1), 1)
    yield f"comparison, {ROOMS} at once", Taken(*(us / ROOMS for us in taken))
    channel = under.keys.feed(codes[0])
    for verb in under.verbs:
        publish = partial(_publish, under, verb, channel)
        for count in (0, LISTENERS):
            async with _listeners(under, verb, channel, count):
                yield f"{verb} to {count}, 8 at once", await _taken(under, publish, calls, 8)


def _asked(under: Under, codes: list[str]) -> dict[str, Ask]:
    def name_at(number: int) -> str:
        return f"192.0.2.{number}"

    numbers = (number for number in range(10**6))
    sources = [under.named(lambda: name_at(next(numbers)), "rate:get:{{{}}}".format) for _ in codes]

    async def commit(number: int) -> object:
        return await under.rooms.update(codes[number % ROOMS], toggle)

    async def get(number: int) -> object:
        return await under.rooms.get(codes[number % ROOMS])

    async def spend(number: int) -> object:
        source = sources[number % ROOMS]
        return await under.limits.spend(
            f"get:{source}", MANY, unless=Spent(f"miss:{source}", MISSES)
        )

    return {"commit of a command": commit, "get": get, "spend of a rate limit": spend}


async def _compare(under: Under, codes: list[str], _: int) -> object:
    return await under.rooms.revisions(codes)


async def _publish(under: Under, verb: str, channel: str, _: int) -> object:
    due = asyncio.get_running_loop().time() + PATIENCE
    return await under.client.ask((verb, channel, MESSAGE), due)


async def _taken(under: Under, ask: Ask, calls: int, at_once: int) -> Taken:
    before, mine = await _spent(under), time.process_time()
    for first in range(0, calls, at_once):
        await asyncio.gather(*(ask(first + number) for number in range(at_once)))
    node, after = time.process_time() - mine, await _spent(under)
    ours, *others = (now - then for now, then in zip(after, before, strict=True))
    done = -(-calls // at_once) * at_once
    return Taken(*(1e6 * seconds / done for seconds in (ours, sum(others), node)))


async def _spent(under: Under) -> list[float]:
    told: list[dict[str, Any]] = [await look.info("cpu") for look in under.looks]
    return [each["used_cpu_user"] + each["used_cpu_sys"] for each in told]


@asynccontextmanager
async def _listeners(under: Under, verb: str, channel: str, count: int) -> AsyncIterator[None]:
    """So many connections that hear what is published, and read it."""
    async with AsyncExitStack() as stack:
        for _ in range(count):
            listener = under.looks[0].pubsub()
            stack.push_async_callback(listener.aclose)
            word = "SSUBSCRIBE" if verb == "SPUBLISH" else "SUBSCRIBE"
            await listener.execute_command(word, channel)
            reading = asyncio.create_task(_read(listener))
            stack.callback(reading.cancel)
        yield


async def _read(listener: Any) -> None:
    while True:
        await listener.connection.read_response(disconnect_on_error=False)


def _print(rows: dict[str, Taken]) -> None:
    table = Table("us of processor time", "the server", "the other servers", "node", box=None)
    for what, taken in rows.items():
        table.add_row(what, *(f"{us:.1f}" for us in taken))
    Console(width=120).print(table)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--calls", type=int, default=6_000)
    parser.add_argument("--json", help="file to write")
    return parser.parse_args()


if __name__ == "__main__":
    main()
