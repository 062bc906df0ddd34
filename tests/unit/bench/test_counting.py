"""What callgrind has written, read."""

from pathlib import Path

import pytest

from bench.pieces.counting import TIMES, counted_in


def written(folder: Path, totals: list[int]) -> Path:
    for number, total in enumerate(totals, start=1):
        (folder / f"counted.{number}").write_text(f"events: Ir\nsummary: {total}\nfn=x\n")
    return folder / "counted"


def test_of_what_was_counted_every_second_part_is_a_piece(tmp_path: Path) -> None:
    counted = written(tmp_path, [999, TIMES * 70, 888, TIMES * 3])
    assert counted_in(counted, ["a", "b"]) == {"a": 70, "b": 3}


def test_a_part_without_a_total_is_named(tmp_path: Path) -> None:
    counted = written(tmp_path, [1, 2])
    (tmp_path / "counted.2").write_text("events: Ir\n")
    with pytest.raises(AssertionError, match=r"counted\.2: no total"):
        counted_in(counted, ["a"])
