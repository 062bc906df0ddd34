"""Traces by OpenTelemetry."""

from collections.abc import Callable, Iterator
from contextlib import AbstractAsyncContextManager, contextmanager

from opentelemetry.context import Context, attach, detach
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.trace import (
    NonRecordingSpan,
    SpanContext,
    StatusCode,
    TraceFlags,
    set_span_in_context,
)
from opentelemetry.trace import Span as RecordedSpan
from opentelemetry.trace import SpanKind as Kind

from application.ports import Attributes, Span, SpanKind, Tracer
from application.trace import within_trace

Export = Callable[[TracerProvider, float], AbstractAsyncContextManager[object]]

_KINDS = {
    SpanKind.SERVER: Kind.SERVER,
    SpanKind.CLIENT: Kind.CLIENT,
    SpanKind.CONSUMER: Kind.CONSUMER,
}


class _Span(Span):
    def __init__(self, span: RecordedSpan) -> None:
        self._span = span

    def rename(self, name: str) -> None:
        self._span.update_name(name)

    def note(self, attributes: Attributes) -> None:
        self._span.set_attributes(attributes)

    def fail(self, error: str) -> None:
        self._span.set_attribute("error.type", error)
        self._span.set_status(StatusCode.ERROR)


class OpenTelemetryTracer(Tracer):
    """Spans of a provider of its own: several nodes may be in one process.

    What an exception says stays out of them, as it may be anybody's text.
    """

    def __init__(self, provider: TracerProvider, export: Export) -> None:
        """`export` is what `opened` does with the provider."""
        self._provider = provider
        self._export = export
        self._tracer = provider.get_tracer("greenroom")

    @contextmanager
    def span(
        self, name: str, kind: SpanKind, attributes: Attributes, parent: str = ""
    ) -> Iterator[Span]:
        above = _under(parent) if parent else None
        span = self._tracer.start_span(
            name,
            above,
            _KINDS[kind],
            attributes,
            record_exception=False,
            set_status_on_exception=False,
        )
        token = attach(set_span_in_context(span, above))
        try:
            with within_trace(_trace_of(span)):
                yield _Span(span)
        finally:
            detach(token)
            span.end()

    def opened(self, patience: float) -> AbstractAsyncContextManager[object]:
        return self._export(self._provider, patience)


def _under(trace: str) -> Context:
    """What a span comes under that belongs to this trace and has nothing above it here."""
    _, trace_id, span_id, flags = trace.split("-")
    above = SpanContext(
        int(trace_id, 16), int(span_id, 16), is_remote=True, trace_flags=TraceFlags(int(flags, 16))
    )
    return set_span_in_context(NonRecordingSpan(above), Context())


def _trace_of(span: RecordedSpan) -> str:
    """What comes under this span belongs to; nothing where it is not recorded."""
    if not span.is_recording():
        return ""
    here = span.get_span_context()
    return f"00-{here.trace_id:032x}-{here.span_id:016x}-{here.trace_flags:02x}"
