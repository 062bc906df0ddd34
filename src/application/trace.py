"""The trace that the work at hand belongs to, handed down to whatever passes it on.

A trace is written as a `traceparent` (W3C, Trace Context, "traceparent Header"): its id, and the
span in it under which comes what is done next. A tracer opens `within_trace` around its spans;
what makes commits reads `trace_here`. Where nothing is recorded it is empty.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

LONGEST = 512
"""Characters of a foreign text that is looked at."""

_IDS = r"(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}"
_TRACE = re.compile(rf"00-({_IDS})|(?!00|ff)[0-9a-f]{{2}}-({_IDS})(?:-.*)?")
"""This version of the header in full; of a later one, what this one knows of it."""

_trace: ContextVar[str] = ContextVar("trace", default="")


def trace_here() -> str:
    """The trace that the work at hand belongs to, or an empty text."""
    return _trace.get()


@contextmanager
def within_trace(trace: str) -> Iterator[None]:
    """Everything done and awaited inside belongs to this trace; to none where it is empty."""
    token = _trace.set(trace)
    try:
        yield
    finally:
        _trace.reset(token)


def trace_in(text: str) -> str:
    """The trace that a foreign text tells of, or an empty text where it is anything else."""
    found = _TRACE.fullmatch(text) if 0 < len(text) <= LONGEST else None
    return f"00-{found[1] or found[2]}" if found else ""


def id_of(trace: str) -> str:
    """The id of a trace, by which people look for it."""
    return trace[3:35]
