"""The live table, for terminals from 80 columns and 24 lines."""

from collections.abc import Sequence

from rich.cells import cell_len
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from greenroom_bots.board import Board, RoomPhase, Row
from greenroom_bots.words import sums

STYLES = {
    RoomPhase.PLAYING: "green",
    RoomPhase.COMING_BACK: "yellow",
    RoomPhase.WAITING: "yellow",
    RoomPhase.LOST: "bold red",
}

SUMS = 3
"""Lines below the table, at most."""


def table_of(board: Board, findings: Sequence[str], width: int, height: int) -> RenderableType:
    """The board on a screen of this size: rooms, then sums, and findings where there is room."""
    below = _lines(sums(board.totals), width)[:SUMS]
    space = height - 1 - len(below)  # below the head of the table
    shown = board.rooms if len(board.rooms) <= space else board.rooms[: space - 1]
    parts: list[RenderableType] = [_rooms(shown, width)]
    left = space - len(shown)
    if len(shown) < len(board.rooms):
        parts.append(Text(f"… and {len(board.rooms) - len(shown)} more", style="dim"))
        left -= 1
    parts += [Text(line, no_wrap=True, overflow="ellipsis") for line in below]
    latest = list(findings)[-left:] if left > 0 else []
    parts += [Text(text, style="red", no_wrap=True, overflow="ellipsis") for text in latest]
    return Group(*parts)


def _rooms(rows: Sequence[Row], width: int) -> Table:
    table = Table(box=None, padding=(0, 1, 0, 0), width=width, header_style="bold")
    table.add_column("room", width=6, no_wrap=True)
    table.add_column("host at", ratio=1, no_wrap=True, overflow="ellipsis")
    table.add_column("here", justify="right", no_wrap=True, min_width=5)
    table.add_column("version", justify="right", no_wrap=True)
    table.add_column("ev/s", justify="right", no_wrap=True, min_width=4)
    table.add_column("last event", width=18, no_wrap=True, overflow="ellipsis")
    table.add_column("state", width=11, no_wrap=True)
    table.add_column("check", width=6, no_wrap=True)
    for row in rows:
        table.add_row(*_cells(row))
    return table


def _cells(row: Row) -> tuple[RenderableType, ...]:
    return (
        row.code or "-",
        row.host.partition("://")[2] or "-",
        f"{row.connected}/{row.players}",
        str(row.version or "-"),
        f"{row.events_per_second:.1f}",
        row.last_event or "-",
        Text(row.state, style=STYLES.get(row.state, "")),
        _check(row.agree),
    )


def _check(agree: bool | None) -> Text:
    if agree is None:
        return Text("-")
    return Text("agree", style="green") if agree else Text("DIFFER", style="bold red")


def _lines(parts: Sequence[str], width: int) -> list[str]:
    """The parts in as few lines as they fit in."""
    lines: list[str] = []
    for part in filter(None, parts):
        if lines and cell_len(lines[-1]) + 3 + cell_len(part) <= width:
            lines[-1] += f"   {part}"
        else:
            lines.append(part)
    return lines
