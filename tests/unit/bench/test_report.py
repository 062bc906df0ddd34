"""What was measured, as the tables of a page."""

from pathlib import Path

import pytest

from bench.goals import GOALS, MEMORY
from bench.report import REGIONS, goals, numbers, pieces, processor, sizes, with_region
from bench.results import Results
from tests.code_blocks import ROOT

PAGE = ROOT / "docs/performance.md"


def results(**rounds: list[dict[str, float]]) -> Results:
    return Results(machine={}, options={}, settings={}, rounds=rounds)


def row(table: str, name: str) -> list[str]:
    """The cells behind this first one."""
    (found,) = (line for line in table.splitlines() if line.startswith(f"| {name} |"))
    return [cell.strip() for cell in found.removesuffix("|").split("|")[2:]]


def creating(ours: float, peer: float) -> str:
    rounds = {"ours": [{"http create per_s": ours}], "peer": [{"http create per_s": peer}]}
    return row(goals(results(**rounds)), "create /s")[-1]


def test_a_goal_is_met_by_the_ratio_to_the_ancestor() -> None:
    assert creating(6_000, 1_000) == "met"
    assert creating(5_990, 1_000) == "**missed**"


def test_a_goal_of_which_the_ancestor_is_not_known_is_neither_met_nor_missed() -> None:
    table = goals(
        results(ours=[{"http create per_s": 9_000}], floor=[{"http create per_s": 3_000}])
    )
    assert row(table, "create /s")[1:] == [
        "not measured",
        "3,000",
        "9,000",
        "",
        "3.00",
        "not measured",
    ]


@pytest.mark.parametrize(
    ("kb", "met"), [(26, "**missed**"), (20, "25 met, 16 **missed**"), (16, "met")]
)
def test_memory_has_two_goals(kb: float, met: str) -> None:
    table = goals(results(ours=[{MEMORY: kb}]))
    assert row(table, "KB of memory a connection")[-1] == met


def test_a_figure_is_the_median_of_the_rounds_with_the_least_and_the_most() -> None:
    rounds = [{"http get cpu_us": us} for us in (310.0, 101.4, 250.0)]
    assert row(processor(results(ours=rounds)), "get")[0] == "250 (101-310)"


def test_sizes_and_numbers_are_in_order() -> None:
    found = results(ours=[{"size 50 deliveries_per_s": 2, "size 8 deliveries_per_s": 1}])
    assert [line.split(" | ")[0] for line in sizes(found).splitlines()[2:]] == ["| 8", "| 50"]
    assert row(sizes(found), "8") == ["1", "not measured"]
    assert len(numbers(found).splitlines()) == 2


def test_a_piece_shows_what_was_counted_of_it() -> None:
    cost = {"ns": 2_300.0, "least_ns": 2_200.0, "instructions": 25_621.0}
    table = pieces({"pieces": {"encode a commit": cost}})
    assert row(table, "encode a commit") == ["2.3 (2.2)", "25,621", ""]


def test_a_region_is_written_and_nothing_else() -> None:
    page = "a\n<!-- measured: x -->\nold\n<!-- end -->\nb\n<!-- measured: y -->\nc\n<!-- end -->\n"
    assert with_region(page, "x", r"\new") == page.replace("old", r"\new")
    with pytest.raises(LookupError, match="no region <!-- measured: z -->"):
        with_region(page, "z", "")


def test_the_page_has_every_region_and_every_goal() -> None:
    text = PAGE.read_text()
    for name in (*REGIONS, "pieces"):
        with_region(text, name, "")
    assert [goal.name for goal in GOALS if f"| {goal.name} |" not in text] == []


def test_results_are_read_as_they_were_written(tmp_path: Path) -> None:
    written = results(ours=[{"a": 1.5}])
    written.write(tmp_path / "results.json")
    assert Results.read(tmp_path / "results.json") == written
