"""The pictures, where what draws them is installed (`make bench` does)."""

from pathlib import Path

import pytest

from bench.goals import GOALS
from bench.results import Results

pytest.importorskip("matplotlib")

from bench.plots import LATENCIES, draw

LARGEST = 60_000
"""Bytes: they are in the repository."""

COUNTED = ("deliveries_per_s", "cpu_us_per_delivery", "cpu_us_per_command", "kb_per_connection")


def a_round(speed: float) -> dict[str, float]:
    """Everything that is drawn."""
    shares = (0, 1, 50, 90, 99, 99.9)
    return (
        {goal.figure: speed for goal in GOALS}
        | {
            f"{mode} percentiles_ms {share}": 1 + share / speed
            for mode in LATENCIES
            for share in shares
        }
        | {f"size {size} {name}": speed / size for size in (8, 50, 200, 1000) for name in COUNTED}
        | {f"number {n} {name}": speed + n for n in (10, 50, 250) for name in COUNTED}
    )


RESULTS = Results(
    machine={},
    options={},
    settings={},
    rounds={"ours": [a_round(30)], "floor": [a_round(20)], "peer": [a_round(10)]},
)


def test_the_pictures_are_small_and_the_same_for_the_same_figures(tmp_path: Path) -> None:
    once, again = (draw(RESULTS, tmp_path / name) for name in ("once", "again"))
    assert [picture.name for picture in once] == [
        "throughput.svg",
        "latency.svg",
        "memory.svg",
        "cost.svg",
    ]
    for picture, same in zip(once, again, strict=True):
        assert picture.read_bytes() == same.read_bytes()
        assert picture.stat().st_size < LARGEST


def test_the_goals_are_drawn_beside_the_ancestor_alone(tmp_path: Path) -> None:
    without = Results({}, {}, {}, {name: RESULTS.rounds[name] for name in ("ours", "floor")})
    for results, legend in ((RESULTS, 1), (without, 0)):
        throughput, *_ = draw(results, tmp_path)
        assert throughput.read_text().count(">goal<") == legend
