"""The pictures of docs/performance.md, from the JSON of `bench.speed`.

    python -m bench.plots speed.json FOLDER

Needs matplotlib, which `make bench` installs beside the rest. The pictures are SVG with text as
text, in colours that can be read on white and on black, and the same for the same figures.
"""

import re
import sys
from collections.abc import Sequence
from pathlib import Path

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from bench.goals import ANCESTOR, GOALS, MEMORY_GOALS
from bench.results import Results

INK = "#808890"
COLOURS = {"ours": "#2f81f7", "floor": "#b07d2b", ANCESTOR: "#8957e5"}
NAMES = {"ours": "Greenroom", "floor": "bare libraries", ANCESTOR: "ancestor"}
GOAL = "#d1495b"

LATENCIES = {
    "http create": "create a room",
    "http get": "get a room",
    "http rejoin": "rejoin",
    "rooms": "command in 250 rooms of 8",
    "big": "command in a room of 200",
}

STYLE = {
    "svg.fonttype": "none",
    "svg.hashsalt": "greenroom",
    "font.family": "sans-serif",
    "font.size": 10,
    "text.color": INK,
    "axes.edgecolor": INK,
    "axes.labelcolor": INK,
    "xtick.color": INK,
    "ytick.color": INK,
    "axes.grid": True,
    "axes.axisbelow": True,
    "grid.color": INK,
    "grid.alpha": 0.25,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "legend.frameon": False,
}


def main() -> None:
    """Draw all that there are figures for."""
    draw(Results.read(Path(sys.argv[1])), Path(sys.argv[2]))


def draw(results: Results, folder: Path) -> list[Path]:
    """Four pictures, in this folder."""
    folder.mkdir(parents=True, exist_ok=True)
    files = []
    with mpl.rc_context(STYLE):
        for picture in (throughput, latency, memory, cost):
            files.append(folder / f"{picture.__name__}.svg")
            metadata = {"Date": None, "Creator": None}
            picture(results).savefig(files[-1], transparent=True, metadata=metadata)
    return files


def throughput(results: Results) -> Figure:
    """Each figure as a multiple of the ancestor's, or of the floor's where that is not there."""
    unit = ANCESTOR if ANCESTOR in results.rounds else "floor"
    figure, axes = _figure(1, 4.6)
    (one,) = axes
    shown = [server for server in ("ours", "floor", ANCESTOR) if server in results.rounds]
    height = 0.8 / len(shown)
    for turn, server in enumerate(shown):
        places = [row + turn * height for row in range(len(GOALS))]
        values = [_multiple(results, goal.figure, server, unit) for goal in GOALS]
        one.barh(places, values, height * 0.9, color=COLOURS[server], label=NAMES[server])
    if unit == ANCESTOR:
        middle = [row + 0.4 - height / 2 for row in range(len(GOALS))]
        ratios = [goal.ratio for goal in GOALS]
        one.plot(ratios, middle, "|", ms=22, mew=2, color=GOAL, label="goal")
    one.set_yticks(
        [row + 0.4 - height / 2 for row in range(len(GOALS))], [goal.name for goal in GOALS]
    )
    one.invert_yaxis()
    one.set_xlabel(f"times what the {NAMES[unit]} does in the same run")
    one.grid(axis="y", visible=False)
    _legend(figure, one)
    return figure


def latency(results: Results) -> Figure:
    """How many are answered within what time."""
    figure, axes = _figure(len(LATENCIES), 3.4)
    for one, (mode, title) in zip(axes, LATENCIES.items(), strict=True):
        for server, colour in COLOURS.items():
            shares, times = _distribution(results, server, mode)
            one.plot(times, shares, color=colour, label=NAMES[server])
        one.set_title(title, fontsize=9)
        one.set_xscale("log")
        one.minorticks_off()
        one.xaxis.set_major_formatter("{x:g}")
        one.set_xlabel("ms")
        one.set_ylim(0, 100)
    axes[0].set_ylabel("% within")
    _legend(figure, axes[0])
    return figure


def memory(results: Results) -> Figure:
    """KB a connection, against how many there are."""
    figure, axes = _figure(1, 3.2)
    for server in results.rounds:
        counts, sizes = _series(results, server, "number", "kb_per_connection")
        axes[0].plot([8 * n for n in counts], sizes, "o-", color=COLOURS[server])
        axes[0].lines[-1].set_label(NAMES[server])
    for goal in MEMORY_GOALS:
        axes[0].axhline(goal, color=GOAL, ls="--", lw=1)
    axes[0].set_xlabel("connections")
    axes[0].set_ylabel("KB a connection")
    axes[0].set_ylim(0)
    _legend(figure, axes[0])
    return figure


def cost(results: Results) -> Figure:
    """The processor's time for each, against the size of a room and the number of rooms."""
    figure, axes = _figure(3, 3.4)
    for one, (kind, name, label) in zip(axes, COSTS, strict=True):
        for server in results.rounds:
            counts, figures = _series(results, server, kind, name)
            one.plot(counts, figures, "o-", color=COLOURS[server], label=NAMES[server])
        one.set_xscale("log")
        counts, _ = _series(results, "ours", kind, name)
        one.set_xticks(counts, [f"{count:,}" for count in counts])
        one.minorticks_off()
        one.set_xlabel("members of the room" if kind == "size" else "rooms of 8")
        one.set_ylabel(label)
        one.set_ylim(0)
    _legend(figure, axes[0])
    return figure


COSTS = (
    ("size", "cpu_us_per_delivery", "us of processor a delivery"),
    ("size", "cpu_us_per_command", "us of processor a command"),
    ("number", "cpu_us_per_command", "us of processor a command"),
)


def _figure(panels: int, height: float) -> tuple[Figure, Sequence[Axes]]:
    figure = Figure(figsize=(8 if panels == 1 else max(8.0, 2.6 * panels), height))
    figure.set_layout_engine("constrained")
    return figure, list(figure.subplots(1, panels, squeeze=False)[0])


def _legend(figure: Figure, axes: Axes) -> None:
    handles, labels = axes.get_legend_handles_labels()
    if handles:
        figure.legend(handles, labels, loc="outside upper center", ncols=4)


def _multiple(results: Results, what: str, server: str, unit: str) -> float:
    mine, other = results.spread(server, what), results.spread(unit, what)
    return mine.median / other.median if mine and other and other.median else 0.0


def _distribution(results: Results, server: str, mode: str) -> tuple[list[float], list[float]]:
    shares, times = [], []
    for name in results.names():
        found = re.fullmatch(rf"{mode} percentiles_ms ([\d.]+)", name)
        if found and (spread := results.spread(server, name)):
            shares.append(float(found[1]))
            times.append(spread.median)
    order = sorted(zip(shares, times, strict=True))
    return [share for share, _ in order], [time for _, time in order]


def _series(results: Results, server: str, kind: str, name: str) -> tuple[list[int], list[float]]:
    """What there is of a figure, by count."""
    found = (re.fullmatch(rf"{kind} (\d+) {name}", one) for one in results.names())
    counts = sorted({int(match[1]) for match in found if match})
    spreads = {n: results.spread(server, f"{kind} {n} {name}") for n in counts}
    there = {n: spread.median for n, spread in spreads.items() if spread}
    return list(there), list(there.values())


if __name__ == "__main__":
    main()
