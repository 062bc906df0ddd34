"""The sums of a run in words: for lines, below the table, and in the end."""

from collections.abc import Iterable, Sequence

from greenroom_bots.board import Board, Totals

LISTED = 40
"""Findings that are listed in the end."""


def line_of(board: Board) -> str:
    """Everything of one second in one line."""
    totals = board.totals
    return "  ".join(part for part in (f"{totals.seconds:5.0f} s", *sums(totals)) if part)


def sums(totals: Totals) -> list[str]:
    """The sums, the most telling first, each a few words long."""
    return [
        f"sockets {totals.sockets}/{totals.players}",
        f"events {totals.events} ({totals.events_per_second:.0f}/s)",
        f"commands {commands(totals)}",
        f"came back {totals.returns}{_times(totals)}",
        f"resynchronised {totals.resynchronisations}",
        f"agreed {totals.agreements}",
        f"findings {totals.findings}",
        f"errors {counted(totals.errors)}" if totals.errors else "",
        f"the server has us wait {totals.waiting:.0f} s" if totals.waiting else "",
    ]


def commands(totals: Totals) -> str:
    """How many commands ended in which way."""
    every = [(result, n) for its in totals.commands.values() for result, n in its.items()]
    ok = sum(times for result, times in every if result == "ok")
    lost = sum(times for result, times in every if result in ("unknown", "unsent"))
    refused = sum(times for _, times in every) - ok - lost
    return f"{ok} ok, {refused} refused, {lost} lost"


def counted(times: dict[str, int]) -> str:
    return ", ".join(f"{name} {number}" for name, number in times.items())


def report(board: Board, findings: Sequence[str]) -> Iterable[str]:
    """What there is to say in the end, a line each."""
    totals = board.totals
    yield f"{totals.seconds:.0f} s, {len(board.rooms)} rooms, {totals.players} players"
    yield f"events heard: {totals.events}"
    for name, results in totals.commands.items():
        yield f"{name}: {counted(results)}"
    yield f"connections that came back: {totals.returns}{_times(totals)}"
    yield f"resynchronisations: {totals.resynchronisations}"
    yield f"errors: {counted(totals.errors) or 'none'}"
    yield f"comparisons in which all agreed: {totals.agreements}"
    if findings:
        yield f"findings: {totals.findings}"
        yield from (f"  {finding}" for finding in findings[:LISTED])
        if len(findings) > LISTED:
            yield f"  ... and {len(findings) - LISTED} more"
    else:
        yield "All agreed, and nobody was lost."


def _times(totals: Totals) -> str:
    if totals.return_median is None or totals.return_worst is None:
        return ""
    return f" (median {totals.return_median:.1f} s, worst {totals.return_worst:.1f} s)"
