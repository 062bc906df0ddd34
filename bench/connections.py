"""What a connection costs: to open, to keep, and to leave alone.

    python -m bench.connections [--connections 1000] [--size 8] [--idle 60] [--rounds 1]
                                [--json FILE] [--peer URL --peer-pid PID]

Fills rooms of a size with members over WebSockets, in two halves, and leaves them alone for a
while. Memory is the resident memory of the server's process, before, with half, and with all of
them: the slope between the latter two is what one more connection takes, and the point holds what
the first ones set up for all. Ours runs on a Valkey of its own, with everything as in
`bench.speed`. A peer is any other server with this API.
"""

import argparse
import json
import os
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from rich.console import Console
from rich.table import Table

from bench.beside import ours
from bench.loader import Figures, loaded
from tests.javascript import install_client

SPARE = 500
"""File descriptors of a process beside those of its connections."""


def main() -> None:
    """Measure, and print a table."""
    options = _options()
    install_client()
    _allow(options.connections + SPARE)
    rooms = max(options.connections // options.size, 2)
    amounts = ("--rooms", str(rooms), "--size", str(options.size), "--idle", str(options.idle))
    rounds: list[Figures] = []
    for _ in range(options.rounds):
        with _server(options) as (url, pid):
            rounds.append(loaded(url, pid, "idle", amounts))
    _print({what: median(each[what] for each in rounds) for what in rounds[0]})
    if options.json:
        Path(options.json).write_text(json.dumps({"cores": os.cpu_count(), "rounds": rounds}))


@contextmanager
def _server(options: argparse.Namespace) -> Iterator[tuple[str, int]]:
    if options.peer:
        yield options.peer, options.peer_pid
        return
    with ours() as node:
        yield node


def _allow(files: int) -> None:
    """Let the processes that start from here on have so many files open; a connection is one."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != resource.RLIM_INFINITY and soft < files:
        if hard != resource.RLIM_INFINITY and hard < files:
            raise SystemExit(f"This takes {files} open files a process; at most {hard} may be.")
        resource.setrlimit(resource.RLIMIT_NOFILE, (files, hard))


def _print(figures: Figures) -> None:
    table = Table("what", "figure", box=None)
    for what, figure in figures.items():
        table.add_row(what, f"{figure:g}")
    Console().print(table)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.connections", description=__doc__)
    parser.add_argument("--connections", type=int, default=1000, help="how many, at most 10,000")
    parser.add_argument("--size", type=int, default=8, help="members of each room")
    parser.add_argument("--idle", type=int, default=60, help="seconds to leave them alone")
    parser.add_argument("--rounds", type=int, default=1, help="how often, each time from the start")
    parser.add_argument("--json", help="where every figure of every round goes")
    parser.add_argument("--peer", help="the address of another server, in place of ours")
    parser.add_argument("--peer-pid", type=int, default=0, help="its process")
    options = parser.parse_args()
    if not 2 * options.size <= options.connections <= 10_000:
        parser.error("--connections is from two rooms' full to 10,000")
    return options


if __name__ == "__main__":
    main()
