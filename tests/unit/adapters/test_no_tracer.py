"""No traces."""

import pytest

from adapters.no_tracer import NoTracer
from application.ports import SpanKind
from application.trace import trace_here
from tests.traces import TRACE


def test_nothing_belongs_to_a_trace() -> None:
    tracer = NoTracer()
    with tracer.span("work", SpanKind.SERVER, {"greenroom.room": "ABC"}, TRACE) as span:
        assert trace_here() == ""
        span.rename("other work")
        span.note({"greenroom.result": "ok"})
        span.fail("BUSY")


def test_what_goes_wrong_inside_passes() -> None:
    with pytest.raises(RuntimeError), NoTracer().span("work", SpanKind.CLIENT, {}):
        raise RuntimeError


async def test_there_is_nothing_to_open() -> None:
    async with NoTracer().opened(0):
        pass
