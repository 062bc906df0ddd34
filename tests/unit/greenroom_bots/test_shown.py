"""How a run is shown."""

import io
import json
from collections.abc import Sequence
from dataclasses import replace

from rich.console import Console

from greenroom_bots.board import Board, RoomPhase, Row, Totals
from greenroom_bots.show import JsonShow, LineShow, TableShow, show_on
from greenroom_bots.table import table_of
from greenroom_bots.words import LISTED, report

ROW = Row(
    code="KRTWXY",
    host="http://127.0.0.1:3000",
    connected=7,
    players=8,
    version=41,
    events_per_second=2.5,
    last_event="LockToggled",
    state=RoomPhase.PLAYING,
    agree=True,
)
TOTALS = Totals(
    seconds=61.2,
    sockets=140,
    players=160,
    events=5000,
    events_per_second=81.0,
    commands={"kick": {"NOT_HOST": 1, "ok": 3}, "leave": {"ok": 2, "unknown": 1}},
    errors={"NOT_HOST": 1},
    returns=4,
    return_median=0.6,
    return_worst=2.5,
    resynchronisations=1,
    agreements=12,
    waiting=9.0,
    findings=1,
)
FINDING = "KRTWXY: Ada and Ben differ: the host is Ada / Ben"


def board(rooms: int) -> Board:
    return Board([replace(ROW, code=f"ROOM{number:02}") for number in range(rooms)], TOTALS)


def drawn(board: Board, findings: Sequence[str] = ()) -> list[str]:
    """The lines of a terminal of 80 columns and 24 lines."""
    console = Console(file=io.StringIO(), width=80, height=24, force_terminal=False)
    with console.capture() as captured:
        console.print(table_of(board, findings, 80, 24))
    return captured.get().splitlines()


def test_twenty_rooms_fit_on_a_terminal() -> None:
    lines = drawn(board(20))
    assert len(lines) <= 24
    assert max(map(len, lines)) <= 80
    assert sum("ROOM" in line for line in lines) == 20
    words = lines[1].split()
    assert words == [
        "ROOM00",
        "127.0.0.1:3000",
        "7/8",
        "41",
        "2.5",
        "LockToggled",
        "playing",
        "agree",
    ]
    assert "sockets 140/160" in lines[21]


def test_of_more_rooms_it_says_how_many_are_not_shown() -> None:
    lines = drawn(board(30))
    assert len(lines) <= 24
    shown = sum("ROOM" in line for line in lines)
    assert f"… and {30 - shown} more" in "\n".join(lines)


def test_findings_are_there_where_there_is_room_for_them() -> None:
    assert any(FINDING in line for line in drawn(board(3), [FINDING]))
    assert len(drawn(board(20), [FINDING] * 9)) <= 24


def test_rooms_in_trouble_say_so() -> None:
    lost = replace(ROW, state=RoomPhase.LOST, host="", agree=False)
    new = replace(ROW, code="", version=0, last_event="", state=RoomPhase.OPENING, agree=None)
    text = "\n".join(drawn(Board([lost, new], TOTALS)))
    assert "DIFFER" in text
    assert "lost" in text
    assert "opening" in text


def test_a_line_a_second_has_the_sums() -> None:
    to = io.StringIO()
    with LineShow(to) as show:
        show.now(board(2), [])
    (line,) = to.getvalue().splitlines()
    for part in (
        "61 s",
        "sockets 140/160",
        "5 ok, 1 refused, 1 lost",
        "came back 4 (median 0.6 s, worst 2.5 s)",
        "findings 1",
        "errors NOT_HOST 1",
        "the server has us wait 9 s",
    ):
        assert part in line


def test_the_last_lines_tell_all_of_it() -> None:
    to = io.StringIO()
    LineShow(to).last(board(2), [FINDING])
    text = to.getvalue()
    assert "kick: NOT_HOST 1, ok 3" in text
    assert f"findings: 1\n  {FINDING}\n" in text
    *_, last = report(board(2), [])
    assert last == "All agreed, and nobody was lost."
    *_, last = report(board(2), [FINDING] * (LISTED + 3))
    assert last == "  ... and 3 more"


def test_json_is_an_object_a_second_and_a_last_one() -> None:
    to = io.StringIO()
    with JsonShow(to) as show:
        show.now(board(1), [FINDING])
    show.last(board(1), [FINDING])
    second, last = map(json.loads, to.getvalue().splitlines())
    assert (second["ended"], second["findings"]) == (False, [])
    assert (last["ended"], last["findings"]) == (True, [FINDING])
    assert second["rooms"][0]["code"] == "ROOM00"
    assert second["totals"]["commands"]["kick"] == {"NOT_HOST": 1, "ok": 3}


def test_a_table_is_for_terminals_alone() -> None:
    to = io.StringIO()
    assert type(show_on(to, as_json=False)) is LineShow
    assert type(show_on(to, as_json=True)) is JsonShow
    to.isatty = lambda: True  # type: ignore[method-assign]
    assert type(show_on(to, as_json=True)) is JsonShow


def test_the_table_takes_the_screen_and_gives_it_back() -> None:
    to = io.StringIO()
    console = Console(file=to, width=80, height=24, force_terminal=True)
    with TableShow(console) as show:
        show.now(board(3), [])
    show.last(board(3), [])
    took, gave = "\x1b[?1049h", "\x1b[?1049l"
    assert to.getvalue().index(took) < to.getvalue().index(gave)
    assert to.getvalue().rstrip().endswith("All agreed, and nobody was lost.")
