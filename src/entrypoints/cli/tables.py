"""Tables: ruled on a terminal that is wide enough, in plain columns for everything else."""

import sys
from collections.abc import Iterator, Sequence

import click

MOST = 1000
"""Rows that are ruled; more take long, and are read with other tools."""

Row = Sequence[str]


def print_table(headings: Row, rows: Sequence[Row]) -> None:
    """Print rows under their headings; no headings either where there is no row."""
    if not rows:
        return
    if not (sys.stdout.isatty() and len(rows) <= MOST and _was_ruled(headings, rows)):
        for line in plain(headings, rows):
            click.echo(line)


def plain(headings: Row, rows: Sequence[Row]) -> Iterator[str]:
    """Lines of columns with two spaces between them; the last one is as long as it is."""
    *widths, _ = (max(map(len, column)) for column in zip(headings, *rows, strict=True))
    for row in (headings, *rows):
        *cells, last = row
        padded = (cell.ljust(width) for cell, width in zip(cells, widths, strict=True))
        yield "  ".join((*padded, last)).rstrip()


def _was_ruled(headings: Row, rows: Sequence[Row]) -> bool:
    """Print it ruled, unless it is too wide: an id in two lines is one that nobody can copy."""
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console()
    table = Table(*headings, box=SIMPLE_HEAD)
    for row in rows:
        table.add_row(*map(Text, row))  # as it is: a name may look like markup
    boundless = console.options.update(max_width=sys.maxsize)
    if console.measure(table, options=boundless).maximum > console.width:
        return False
    console.print(table)
    return True
