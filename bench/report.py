"""The tables of docs/performance.md, from what was measured.

    python -m bench.report docs/performance.md [--speed FILE] [--pieces FILE]

Writes what is between `<!-- measured: NAME -->` and `<!-- end -->` anew, and nothing else: the
regions `machine`, `goals`, `processor`, `sizes` and `numbers` from the JSON of `bench.speed`, and
`pieces` from that of `bench.pieces`. What was not measured says so.
"""

import argparse
import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from bench.goals import ANCESTOR, GOALS, MEMORY, MEMORY_GOALS, Goal
from bench.results import Results, told

NOT_MEASURED = "not measured"

Region = Callable[[Results], str]


def main() -> None:
    """Write the page anew."""
    options = _options()
    page = Path(options.page)
    text = page.read_text()
    if options.speed:
        results = Results.read(Path(options.speed))
        for name, region in REGIONS.items():
            text = with_region(text, name, region(results))
    if options.pieces:
        text = with_region(text, "pieces", pieces(json.loads(Path(options.pieces).read_text())))
    page.write_text(text)


def with_region(text: str, name: str, content: str) -> str:
    """The page with this in one region. Raises `LookupError` when it has no such region."""
    begin = f"<!-- measured: {name} -->"
    region = re.compile(rf"(?<={re.escape(begin)}\n).*?(?=<!-- end -->)", re.DOTALL)
    if not region.search(text):
        raise LookupError(f"the page has no region {begin}")
    return region.sub(lambda _: content + "\n", text, count=1)


def goals(results: Results) -> str:
    """Everything that has a goal, beside the ancestor and the floor."""
    heads = ("", "Goal", "Ancestor", "Floor", "Greenroom", "to the ancestor", "to the floor", "")
    rows = [_goal(results, goal) for goal in GOALS]
    return table(heads, [*rows, _memory(results)])


def processor(results: Results) -> str:
    """The processor time of the server for each, in us."""
    rows = (
        (goal.name.removesuffix(" /s"), *(_cell(results, name, goal.cpu) for name in SERVERS))
        for goal in GOALS
    )
    return table(("us of the server's processor", *HEADS), rows)


def sizes(results: Results) -> str:
    """One room, by its size."""
    return _series(results, "size", "One room of", ("deliveries_per_s", "cpu_us_per_delivery"))


def numbers(results: Results) -> str:
    """Rooms of 8, by their number."""
    figures = ("commands_per_s", "cpu_us_per_command", "cpu_us_per_connect", "kb_per_connection")
    return _series(results, "number", "Rooms of 8", figures)


def machine(results: Results) -> str:
    """On what, and how, all of it was measured."""
    of = results.machine
    others = ", ".join(f"{name} {of[name]}" for name in of if name not in MACHINE)
    return (
        f"{of['processor']}, {of['processors']} processors, {of['memory_gb']} GB; {of['system']}; "
        f"Python {of['python']}; {others}. {results.options['rounds']} rounds."
    )


def pieces(measured: Mapping[str, Any]) -> str:
    """Every piece of `bench.pieces`."""
    rows = (
        (
            name,
            f"{told(cost['ns'] / 1000)} ({told(cost['least_ns'] / 1000)})",
            *(told(cost[more]) if more in cost else "" for more in ("instructions", "server_us")),
        )
        for name, cost in measured["pieces"].items()
    )
    return table(("Piece", "us (the least)", "Instructions", "us of Valkey"), rows)


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table in Markdown."""
    lines = (heads, ["---"] * len(heads), *rows)
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _goal(results: Results, goal: Goal) -> Sequence[str]:
    cells = (_cell(results, name, goal.figure) for name in (ANCESTOR, "floor", "ours"))
    ratio = results.ratio(goal.figure, ANCESTOR)
    met = NOT_MEASURED if ratio is None else "met" if ratio >= goal.ratio else "**missed**"
    ratios = (_ratio(results, goal.figure, name) for name in (ANCESTOR, "floor"))
    return (goal.name, f"{goal.ratio:g} times the ancestor", *cells, *ratios, met)


def _memory(results: Results) -> Sequence[str]:
    first, then = MEMORY_GOALS
    cells = (_cell(results, name, MEMORY) for name in (ANCESTOR, "floor", "ours"))
    mine = results.spread("ours", MEMORY)
    if mine is None:
        met = NOT_MEASURED
    elif mine.median > first:
        met = "**missed**"
    else:
        met = "met" if mine.median <= then else f"{first:g} met, {then:g} **missed**"
    ratios = (_ratio(results, MEMORY, name) for name in (ANCESTOR, "floor"))
    return ("KB of memory a connection", f"at most {first:g}, then {then:g}", *cells, *ratios, met)


def _series(results: Results, kind: str, head: str, figures: Sequence[str]) -> str:
    found = (re.match(rf"{kind} (\d+) ", name) for name in results.names())
    counts = sorted({int(match[1]) for match in found if match})
    rows = (
        (f"{count:,}", *(_cell(results, "ours", f"{kind} {count} {name}") for name in figures))
        for count in counts
    )
    return table((head, *map(UNITS.__getitem__, figures)), rows)


def _cell(results: Results, server: str, what: str) -> str:
    spread = results.spread(server, what)
    return NOT_MEASURED if spread is None else str(spread)


def _ratio(results: Results, what: str, to: str) -> str:
    ratio = results.ratio(what, to)
    return "" if ratio is None else f"{ratio:.2f}"


SERVERS = ("ours", "floor", ANCESTOR)
HEADS = ("Greenroom", "Floor", "Ancestor")

UNITS = {
    "deliveries_per_s": "deliveries /s",
    "commands_per_s": "commands /s",
    "cpu_us_per_delivery": "us a delivery",
    "cpu_us_per_command": "us a command",
    "cpu_us_per_connect": "us a connect",
    "kb_per_connection": "KB a connection",
}

MACHINE = ("processor", "processors", "memory_gb", "system", "python")

REGIONS: Mapping[str, Region] = {
    "machine": machine,
    "goals": goals,
    "processor": processor,
    "sizes": sizes,
    "numbers": numbers,
}


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.report", description=__doc__)
    parser.add_argument("page", help="the page whose regions are written")
    parser.add_argument("--speed", help="the JSON of bench.speed")
    parser.add_argument("--pieces", help="the JSON of bench.pieces")
    return parser.parse_args()


if __name__ == "__main__":
    main()
