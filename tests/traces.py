"""Traces that a test makes up, and spans that it finds recorded."""

import os
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.sdk.trace.sampling import ALWAYS_ON, ParentBased, Sampler

from adapters.opentelemetry_tracer import OpenTelemetryTracer

TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
"""An example of the W3C's."""


def a_trace() -> str:
    """A trace that nobody has."""
    return f"00-{os.urandom(16).hex()}-{os.urandom(8).hex()}-01"


class Recorder:
    """A tracer whose spans stay here, in the order in which they ended."""

    def __init__(self, sampler: Sampler = ALWAYS_ON) -> None:
        """`sampler` decides on what has nothing above it."""
        self._memory = InMemorySpanExporter()
        self._provider = TracerProvider(sampler=ParentBased(sampler), shutdown_on_exit=False)
        self._provider.add_span_processor(SimpleSpanProcessor(self._memory))
        self.opened: list[str] = []
        self.tracer = OpenTelemetryTracer(self._provider, self._open)

    @property
    def spans(self) -> Sequence[ReadableSpan]:
        return self._memory.get_finished_spans()

    @property
    def names(self) -> list[str]:
        return [span.name for span in self.spans]

    def only(self, name: str) -> ReadableSpan:
        """The one span of this name."""
        (found,) = [span for span in self.spans if span.name == name]
        return found

    @asynccontextmanager
    async def _open(self, provider: TracerProvider, patience: float) -> AsyncIterator[None]:
        assert provider is self._provider
        self.opened.append(f"for {patience} s")
        yield
        self.opened.append("closed")


def trace_of(span: ReadableSpan) -> str:
    """The trace that belongs to what comes under this span."""
    at = span.context
    return f"00-{at.trace_id:032x}-{at.span_id:016x}-{at.trace_flags:02x}"


def above(span: ReadableSpan) -> str:
    """The id of the span that this one comes under; nothing where it began its trace."""
    return f"{span.parent.span_id:016x}" if span.parent else ""


def id_of(span: ReadableSpan) -> str:
    """The id of a span."""
    return f"{span.context.span_id:016x}"
