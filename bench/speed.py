"""How fast a node is, beside another server with the same API: the floor, or a peer.

    python -m bench.speed [--rounds 3] [--only http,rooms,big,contend] [--json FILE]
                          [--sizes 8,50,200,1000] [--numbers 10,50,250]
                          [--peer URL --peer-pid PID [--floor]] [--alone] [--quick]

Each round loads our node and the others by turns; the medians of the rounds are compared, and the
least and the most stand beside them. A server has the first processor to itself, where there are
two; the store and the loader have the rest. Where the loader is what limits, the time that the
server took of its processor for each (`cpu_us`) is what can be compared.

Ours keeps everything: every rule, commits in Valkey, the feed, the log at its level (to a file),
metrics. Limits that count what one address asks are raised, as all load comes from one.

`--sizes` adds one room of each size, `--numbers` so many rooms of 8.
"""

import argparse
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bench.beside import RAISED, floor, ours
from bench.loader import Figures, loaded
from bench.results import Results, machine
from tests.javascript import install_client

QUICK = ("--seconds", "1", "--rooms", "10", "--rounds", "5", "--big", "30", "--bigrounds", "20")
"""So little that it shows nothing but that all of this works."""

DELIVERIES = 60_000
"""In one room of each size; but not more than `MOST_ROUNDS` commands, which go one by one."""

MOST_ROUNDS = 2_000

COMMANDS = 8_000
"""In so many rooms, whatever their number."""

HIDDEN = " percentiles_ms "
"""For the plots, and too many for a table."""

Server = Callable[[], AbstractContextManager[tuple[str, int]]]


def main() -> None:
    """Load all, and print a table."""
    options = _options()
    install_client()
    servers = _servers(options)
    rounds: dict[str, list[Figures]] = {name: [] for name in servers}
    for _ in range(options.rounds):
        for name, server in servers.items():
            rounds[name].append(figures_of(server, options))
    asked = {name: getattr(options, name) for name in ("rounds", "only", "sizes", "numbers")}
    results = Results(machine(), asked, dict(RAISED), rounds)
    _print(results)
    if options.json:
        results.write(Path(options.json))


def figures_of(server: Server, options: argparse.Namespace) -> Figures:
    """The figures of one round, by `mode what`. Each load has the server to itself, fresh where
    it is started here: memory that another load has left would count as nobody's."""
    found: Figures = {}
    for name, mode, amounts in _loads(options):
        with server() as (url, pid):
            figures = loaded(url, pid, mode, amounts)
        found |= {f"{name} {what}": figure for what, figure in figures.items()}
    return found


def _loads(options: argparse.Namespace) -> Iterator[tuple[str, str, Sequence[str]]]:
    """What each is called, its mode, and how much of it."""
    for mode in _listed(options.only):
        yield mode, mode, QUICK if options.quick else ()
    for size in map(int, _listed(options.sizes)):
        rounds = 5 if options.quick else max(1, min(DELIVERIES // size, MOST_ROUNDS))
        yield f"size {size}", "big", ("--big", str(size), "--bigrounds", str(rounds))
    for number in map(int, _listed(options.numbers)):
        rounds = 5 if options.quick else max(1, COMMANDS // number)
        yield f"number {number}", "rooms", ("--rooms", str(number), "--rounds", str(rounds))


def _servers(options: argparse.Namespace) -> Mapping[str, Server]:
    servers: dict[str, Server] = {"ours": ours}
    if options.floor or not (options.peer or options.alone):
        servers["floor"] = floor
    if options.peer:
        servers["peer"] = lambda: nullcontext((options.peer, options.peer_pid))
    return servers


def _listed(names: str) -> list[str]:
    return [name for name in names.split(",") if name]


def _print(results: Results) -> None:
    others = [name for name in results.rounds if name != "ours"]
    heads = ("ours", *(head for name in others for head in (name, "ratio")))
    table = Table("what", *heads, box=None)
    for what in results.names():
        if HIDDEN not in what:
            cells = [str(results.spread("ours", what) or "-")]
            for name in others:
                ratio = results.ratio(what, name)
                cells += [str(results.spread(name, what) or "-"), f"{ratio:.2f}" if ratio else "-"]
            table.add_row(what, *cells)
    Console().print(table)
    raised = " ".join(f"{name}={text}" for name, text in results.settings.items())
    Console().print(f"our node with {raised}", highlight=False)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m bench.speed",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--rounds", type=int, default=3, help="how often each is loaded")
    parser.add_argument("--only", default="http,rooms,big,contend", help="modes, with commas")
    parser.add_argument("--sizes", default="", help="of one room each, with commas")
    parser.add_argument("--numbers", default="", help="of rooms of 8, with commas")
    parser.add_argument("--json", help="where every figure of every round goes")
    parser.add_argument("--peer", help="the address of another server, in place of the floor")
    parser.add_argument("--peer-pid", type=int, default=0, help="its process, for its memory")
    parser.add_argument("--floor", action="store_true", help="the floor beside the peer")
    parser.add_argument("--alone", action="store_true", help="nothing beside ours")
    parser.add_argument("--quick", action="store_true", help="see that it works; shows nothing")
    return parser.parse_args()


if __name__ == "__main__":
    main()
