"""What the pieces cost of which the server does many: codecs, changes, fan-out, tokens, log.

    python -m bench.pieces [--only WORDS] [--instructions] [--json FILE] [--against FILE] [--quick]

In this process and without a network, save for Valkey on loopback. The time is the processor's
that this process took, so that others on the machine disturb it little. `--instructions` counts
those as well, by callgrind: they hardly change from run to run, and take a minute or two.
`--against` compares with the JSON of an earlier run: below 1 is better than then.
"""

import argparse
import asyncio
import json
from collections.abc import Mapping
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import uvloop
from rich.console import Console
from rich.table import Table

from bench.pieces import requests, rooms, sockets, store
from bench.pieces.counting import instructions, run_marked
from bench.pieces.piece import Figures, cost_of
from bench.results import machine, told

GROUPS = (rooms, sockets, requests, store)

UNITS = {"ns": 1000.0, "least_ns": 1000.0}
"""What is shown in us."""

COLUMNS = {
    "ns": "us",
    "least_ns": "least us",
    "per_s": "a second",
    "peak_bytes": "peak bytes",
    "instructions": "instructions",
    "server_us": "Valkey us",
    "scripts": "scripts",
}

CLOCK = "processor time of the process (CLOCK_PROCESS_CPUTIME_ID)"
COUNTER = "instructions by Valgrind's callgrind, without the kernel's"


def main() -> None:
    """Measure, show and write."""
    options = _options()
    if options.marked:
        asyncio.run(costs_of(options))  # Valgrind does not know all that uvloop asks the kernel
        return
    costs = uvloop.run(costs_of(options))
    if options.instructions:
        for name, counted in instructions(list(costs), ["--only", options.only]).items():
            costs[name]["instructions"] = counted
    _show(costs, _earlier(options.against))
    if options.json:
        results = {"machine": machine(), "measured_by": _measured_by(options), "pieces": costs}
        Path(options.json).write_text(json.dumps(results, indent=1) + "\n")


async def costs_of(options: argparse.Namespace) -> dict[str, Figures]:
    """By piece; nothing when they are only run for the one who counts."""
    async with AsyncExitStack() as stack:
        pieces = [
            piece for group in GROUPS for piece in await stack.enter_async_context(group.pieces())
        ]
        pieces = [piece for piece in pieces if options.only in piece.name]
        assert pieces, f"no piece is called anything with {options.only!r}"
        if options.marked:
            await run_marked(pieces)
            return {}
        return {piece.name: await cost_of(piece, quick=options.quick) for piece in pieces}


def _measured_by(options: argparse.Namespace) -> list[str]:
    return [CLOCK, COUNTER] if options.instructions else [CLOCK]


def _earlier(file: str | None) -> Mapping[str, Figures]:
    if file is None:
        return {}
    earlier: dict[str, Any] = json.loads(Path(file).read_text())
    return dict(earlier["pieces"])


def _show(costs: Mapping[str, Figures], earlier: Mapping[str, Figures]) -> None:
    compared = [name for name in ("ns", "instructions", "server_us") if earlier]
    heads = [*COLUMNS.values(), *(f"{COLUMNS[name]}, ratio" for name in compared)]
    table = Table("piece", *heads, box=None)
    for piece, cost in costs.items():
        cells = [_cell(cost, name) for name in COLUMNS]
        then = earlier.get(piece, {})
        cells += [_ratio(cost.get(name), then.get(name)) for name in compared]
        table.add_row(piece, *cells)
    Console(width=200).print(table)


def _cell(cost: Figures, name: str) -> str:
    return told(cost[name] / UNITS.get(name, 1.0)) if name in cost else "-"


def _ratio(now: float | None, then: float | None) -> str:
    return f"{now / then:.2f}" if now and then else "-"


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m bench.pieces",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--only", default="", help="pieces whose name has these words in it")
    parser.add_argument("--instructions", action="store_true", help="count them, with Valgrind")
    parser.add_argument("--json", help="where the figures go")
    parser.add_argument("--against", help="the JSON of an earlier run")
    parser.add_argument("--quick", action="store_true", help="see that it works; shows nothing")
    parser.add_argument("--marked", action="store_true", help=argparse.SUPPRESS)
    return parser.parse_args()


if __name__ == "__main__":
    main()
