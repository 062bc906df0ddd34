"""Where it is recorded how long something took, and what led to it."""

from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager, AbstractContextManager
from enum import Enum, auto
from typing import Protocol

Attributes = Mapping[str, str | int]
"""What is known of a span, by names of OpenTelemetry's semantic conventions, or of our own that
begin with `greenroom.`. Never a token, a display name, or a text that somebody outside chose."""


class SpanKind(Enum):
    """What a span is to the world: work that was asked for from outside, a question to another
    program, or the taking in of what another program has told."""

    SERVER = auto()
    CLIENT = auto()
    CONSUMER = auto()


class Span(Protocol):
    """One piece of work, while it is done."""

    def rename(self, name: str) -> None:
        """Call it otherwise, now that more is known of it."""
        ...

    def note(self, attributes: Attributes) -> None:
        """This is known of it as well."""
        ...

    def fail(self, error: str) -> None:
        """It went wrong, by the server's fault or its store's; `error` is a short word of ours."""
        ...


class Tracer(Protocol):
    """Records spans, or does not. Nothing here awaits, raises or takes long."""

    def span(
        self, name: str, kind: SpanKind, attributes: Attributes, parent: str = ""
    ) -> AbstractContextManager[Span]:
        """A span that lasts as long as its block.

        It comes under `parent` (a trace as in `application.trace`), else under the span in whose
        block it is opened; without either it begins a trace. Inside, `trace_here` is this span's,
        or empty where it is not recorded. An error that leaves the block passes, and by itself
        is no failure of the span.
        """
        ...

    def opened(self, patience: float) -> AbstractAsyncContextManager[object]:
        """Entered once the event loop runs, and left after all else has ended.

        Spans are exported from entering on. Leaving sends what is left of them, for `patience`
        seconds at most.
        """
        ...
