"""Where the run is shown: a table on a terminal, lines anywhere else, JSON for programs."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from types import TracebackType
from typing import Protocol, Self, TextIO

from rich.console import Console
from rich.live import Live

from greenroom_bots.board import Board
from greenroom_bots.table import table_of
from greenroom_bots.words import line_of, report


class Show(Protocol):
    """Use: `with show:`, and in it `now` once a second; after it, `last` once."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...

    def now(self, board: Board, findings: Sequence[str]) -> None:
        """How it stands."""

    def last(self, board: Board, findings: Sequence[str]) -> None:
        """How it ended."""


class TableShow(Show):
    """On a terminal, in place of what was there, which comes back in the end."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._live = Live(console=console, screen=True, auto_refresh=False)

    def __enter__(self) -> Self:
        self._live.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._live.stop()

    def now(self, board: Board, findings: Sequence[str]) -> None:
        width, height = self._console.size
        self._live.update(table_of(board, findings, width, height), refresh=True)

    def last(self, board: Board, findings: Sequence[str]) -> None:
        for line in report(board, findings):
            self._console.print(line, markup=False, highlight=False)


class LineShow(Show):
    """A line a second."""

    def __init__(self, to: TextIO) -> None:
        self._to = to

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        pass

    def now(self, board: Board, findings: Sequence[str]) -> None:
        self._write(line_of(board))

    def last(self, board: Board, findings: Sequence[str]) -> None:
        for line in report(board, findings):
            self._write(line)

    def _write(self, line: str) -> None:
        self._to.write(f"{line}\n")
        self._to.flush()


class JsonShow(LineShow):
    """An object a second, each on a line. The last one has `ended` true, and all findings."""

    def now(self, board: Board, findings: Sequence[str]) -> None:
        self._tell(board, findings, ended=False)

    def last(self, board: Board, findings: Sequence[str]) -> None:
        self._tell(board, findings, ended=True)

    def _tell(self, board: Board, findings: Sequence[str], *, ended: bool) -> None:
        told = asdict(board) | {"ended": ended, "findings": list(findings) if ended else []}
        self._write(json.dumps(told))


def show_on(to: TextIO, *, as_json: bool) -> Show:
    """The one that suits where the output goes."""
    if as_json:
        return JsonShow(to)
    console = Console(file=to)
    if console.is_terminal and not console.is_dumb_terminal:
        return TableShow(console)
    return LineShow(to)
