"""No traces."""

from contextlib import AbstractAsyncContextManager, AbstractContextManager, nullcontext

from application.ports import Attributes, Span, SpanKind, Tracer


class _NoSpan(Span):
    """Nothing that is told of it is kept, so that one is enough for all."""

    def __enter__(self) -> Span:
        return self

    def __exit__(self, *_: object) -> None:
        return

    def rename(self, name: str) -> None:
        return

    def note(self, attributes: Attributes) -> None:
        return

    def fail(self, error: str) -> None:
        return


_NO_SPAN = _NoSpan()


class NoTracer(Tracer):
    """Records nothing: a span costs a call."""

    def span(
        self, name: str, kind: SpanKind, attributes: Attributes, parent: str = ""
    ) -> AbstractContextManager[Span]:
        return _NO_SPAN

    def opened(self, patience: float) -> AbstractAsyncContextManager[object]:
        return nullcontext()
