"""How long the one who asks will wait, handed down to whatever serves the question.

An entrypoint opens `answer_by` around a command; a store that may have to wait reads
`answer_due` and gives up, undone, by then. The value is a time of the running event loop.
"""

import asyncio
from contextvars import ContextVar

_due: ContextVar[float | None] = ContextVar("answer_due", default=None)


class answer_by:  # noqa: N801 - used as a block, like the standard library's
    """Everything awaited inside is to be answered by this time of the event loop, or earlier
    where a block around this one says so."""

    __slots__ = ("_due", "_token")

    def __init__(self, loop_time: float) -> None:
        self._due = loop_time

    def __enter__(self) -> None:
        outer = _due.get()
        self._token = _due.set(self._due if outer is None else min(outer, self._due))

    def __exit__(self, *_: object) -> None:
        _due.reset(self._token)


def answer_due() -> float | None:
    """The event loop's time by which the caller wants its answer, or None for no limit."""
    return _due.get()


def due_within(patience: float) -> float:
    """The event loop's time by which to answer: in `patience` seconds, or earlier where the
    caller wants it earlier."""
    latest = asyncio.get_running_loop().time() + patience
    wanted = answer_due()
    return latest if wanted is None else min(wanted, latest)
