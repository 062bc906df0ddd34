"""How fast a node is, beside another server with the same API: the floor, or a peer.

    python -m bench.speed [--rounds 3] [--only http,rooms,big,contend] [--json FILE]
                          [--peer URL --peer-pid PID] [--quick]

Each round loads our node and the other one by turns, and the medians of the rounds are compared.
A server has the first processor to itself, where there are two; the store and the loader have the
rest. Ours keeps everything: every rule, commits in Valkey, the feed, the log at its level (to a
file), metrics. Limits that count what one address asks are raised, as all load comes from one.
"""

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median
from typing import Any

import httpx
from rich.console import Console
from rich.table import Table

from tests.javascript import install_client
from tests.nodes import ROOMY, node_process, on_store
from tests.ports import free_port
from tests.servers import ValkeyServer

LOADER = Path(__file__).parent / "load" / "main.mjs"

PATIENCE = 600.0
"""Seconds for one mode; it takes half a minute."""

QUICK = ("--seconds", "1", "--rooms", "10", "--rounds", "5", "--big", "30", "--bigrounds", "20")
"""So little that it shows nothing but that all of this works."""

RAISED = ROOMY | {"ROOM_MAX_USERS": "1000"}

Figures = dict[str, float]


def main() -> None:
    """Load both, and print a table."""
    options = _options()
    install_client()
    measured: dict[str, list[Figures]] = {"ours": [], "other": []}
    for _ in range(options.rounds):
        with _ours() as (url, pid):
            measured["ours"].append(figures_of(url, pid, options))
        with _other(options) as (url, pid):
            measured["other"].append(figures_of(url, pid, options))
    ours, other = (medians(rounds) for rounds in measured.values())
    _print(ours, other, "peer" if options.peer else "floor")
    if options.json:
        Path(options.json).write_text(json.dumps({"cores": os.cpu_count(), **measured}, indent=1))


def figures_of(url: str, pid: int, options: argparse.Namespace) -> Figures:
    """The figures of one round, by `mode what`."""
    found: Figures = {}
    for mode in options.only.split(","):
        for name, figure in _flat(_loaded(url, pid, mode, options.quick)):
            found[f"{mode} {name}"] = figure
    return found


def medians(rounds: Sequence[Mapping[str, float]]) -> Figures:
    """Of every figure, over the rounds."""
    return {name: median(figures[name] for figures in rounds) for name in rounds[0]}


def _loaded(url: str, pid: int, mode: str, is_quick: bool) -> dict[str, Any]:
    command = ["node", str(LOADER), url, "--only", mode, "--pid", str(pid)]
    command += QUICK if is_quick else ()
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=PATIENCE, check=False, preexec_fn=_aside
    )
    assert done.returncode == 0, done.stderr
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def _flat(told: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, float]]:
    for name, figure in told.items():
        if isinstance(figure, dict):
            yield from _flat(figure, f"{above}{name} ")
        elif isinstance(figure, int | float):
            yield f"{above}{name}", float(figure)


@contextmanager
def _ours() -> Iterator[tuple[str, int]]:
    """A node on a Valkey of its own, both fresh."""
    with ExitStack() as stack:
        store = stack.enter_context(ValkeyServer())
        node = stack.enter_context(node_process(on_store(store.url) | RAISED))
        _pin(node.pid, first=True)
        yield node.url, node.pid


@contextmanager
def _other(options: argparse.Namespace) -> Iterator[tuple[str, int]]:
    if options.peer:
        yield options.peer, options.peer_pid
        return
    port = free_port()
    floor = subprocess.Popen([sys.executable, "-m", "bench.floor", str(port)])
    try:
        _pin(floor.pid, first=True)
        url = f"http://127.0.0.1:{port}"
        _until_it_answers(url)
        yield url, floor.pid
    finally:
        floor.terminate()
        floor.wait()


def _until_it_answers(url: str) -> None:
    give_up = time.monotonic() + 20
    while True:
        try:
            httpx.get(f"{url}/", trust_env=False)
        except httpx.TransportError:
            assert time.monotonic() < give_up, "nothing answers"
            time.sleep(0.1)
        else:
            return


def _pin(pid: int, *, first: bool) -> None:
    """To the first processor, or to all others; where there is but one, to nothing."""
    cores = sorted(os.sched_getaffinity(0))
    if len(cores) > 1:
        os.sched_setaffinity(pid, cores[:1] if first else cores[1:])


def _aside() -> None:
    _pin(0, first=False)


def _print(ours: Figures, other: Figures, name: str) -> None:
    table = Table("what", "ours", name, "ratio", box=None)
    for what, figure in ours.items():
        beside = other.get(what)
        ratio = f"{figure / beside:.2f}" if beside else "-"
        table.add_row(what, f"{figure:g}", "-" if beside is None else f"{beside:g}", ratio)
    Console().print(table)
    raised = " ".join(f"{name}={text}" for name, text in RAISED.items())
    Console().print(f"our node with {raised}", highlight=False)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.speed", description=__doc__)
    parser.add_argument("--rounds", type=int, default=3, help="how often each is loaded")
    parser.add_argument("--only", default="http,rooms,big,contend", help="modes, with commas")
    parser.add_argument("--json", help="where every figure of every round goes")
    parser.add_argument("--peer", help="the address of another server, in place of the floor")
    parser.add_argument("--peer-pid", type=int, default=0, help="its process, for its memory")
    parser.add_argument("--quick", action="store_true", help="see that it works; shows nothing")
    return parser.parse_args()


if __name__ == "__main__":
    main()
