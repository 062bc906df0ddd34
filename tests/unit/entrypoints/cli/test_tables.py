"""Tables in plain columns, and what is ruled on a terminal."""

import io

import pytest

from entrypoints.cli.tables import MOST, plain, print_table

HEADINGS = ("CODE", "NAME")


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def printed(monkeypatch: pytest.MonkeyPatch, out: io.StringIO, rows: list[tuple[str, str]]) -> str:
    monkeypatch.setattr("sys.stdout", out)
    print_table(HEADINGS, rows)
    return out.getvalue()


def test_columns_are_as_wide_as_their_widest_and_nothing_stands_behind_the_last() -> None:
    rows = [("A", "x"), ("LONGER", "a name of some length"), ("B", "")]
    assert list(plain(HEADINGS, rows)) == [
        "CODE    NAME",
        "A       x",
        "LONGER  a name of some length",
        "B",
    ]


def test_a_few_rows_are_ruled_on_a_terminal_and_plain_elsewhere(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rows = [("A", "[bold]x[/bold]")]
    ruled = printed(monkeypatch, Terminal(), rows)
    assert "──" in ruled
    assert "[bold]x[/bold]" in ruled
    assert printed(monkeypatch, io.StringIO(), rows) == "CODE  NAME\nA     [bold]x[/bold]\n"


def test_what_is_wider_than_the_terminal_is_plain_and_whole(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    assert "──" in printed(monkeypatch, Terminal(), [("A", "x" * 40)])
    told = printed(monkeypatch, Terminal(), [("A", "x" * 80)])
    assert "──" not in told
    assert "x" * 80 in told


def test_very_many_rows_are_plain_on_a_terminal_too(monkeypatch: pytest.MonkeyPatch) -> None:
    told = printed(monkeypatch, Terminal(), [("A", "x")] * (MOST + 1))
    assert "──" not in told
    assert told.count("\n") == MOST + 2


@pytest.mark.parametrize("out", [Terminal, io.StringIO])
def test_without_rows_there_are_no_headings(
    monkeypatch: pytest.MonkeyPatch, out: type[io.StringIO]
) -> None:
    assert printed(monkeypatch, out(), []) == ""
