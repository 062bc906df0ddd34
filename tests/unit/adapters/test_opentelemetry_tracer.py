"""Spans as OpenTelemetry's own SDK records them."""

import asyncio

import pytest
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.sampling import ALWAYS_OFF
from opentelemetry.trace import SpanKind as Kind
from opentelemetry.trace import StatusCode, get_current_span, get_tracer_provider

from adapters.opentelemetry_tracer import OpenTelemetryTracer
from application.ports import SpanKind
from application.trace import trace_here
from tests.traces import TRACE, Recorder, a_trace, above, id_of, trace_of


def test_a_span_has_a_name_a_kind_and_what_is_noted_of_it() -> None:
    recorder = Recorder()
    with recorder.tracer.span("POST", SpanKind.SERVER, {"http.request.method": "POST"}) as span:
        span.rename("POST /rooms")
        span.note({"http.response.status_code": 201})
    recorded = recorder.only("POST /rooms")
    assert recorded.kind is Kind.SERVER
    assert recorded.attributes == {"http.request.method": "POST", "http.response.status_code": 201}
    assert recorded.status.status_code is StatusCode.UNSET
    assert above(recorded) == ""


@pytest.mark.parametrize("kind", SpanKind)
def test_kinds_are_those_of_opentelemetry(kind: SpanKind) -> None:
    recorder = Recorder()
    with recorder.tracer.span("work", kind, {}):
        pass
    assert recorder.only("work").kind.name == kind.name


def test_what_failed_says_why() -> None:
    recorder = Recorder()
    with recorder.tracer.span("work", SpanKind.CLIENT, {}) as span:
        span.fail("SERVICE_UNAVAILABLE")
    recorded = recorder.only("work")
    assert recorded.status.status_code is StatusCode.ERROR
    assert recorded.attributes == {"error.type": "SERVICE_UNAVAILABLE"}


def test_what_is_raised_passes_and_leaves_no_word_of_it() -> None:
    recorder = Recorder()
    with (
        pytest.raises(ValueError, match="Ada's name"),
        recorder.tracer.span("work", SpanKind.CLIENT, {}),
    ):
        raise ValueError("Ada's name")
    recorded = recorder.only("work")
    assert recorded.status.status_code is StatusCode.UNSET
    assert recorded.events == ()
    assert "Ada" not in recorded.to_json()
    assert trace_here() == ""


def test_what_is_opened_inside_comes_under_it() -> None:
    recorder = Recorder()
    with recorder.tracer.span("outer", SpanKind.SERVER, {}):
        with recorder.tracer.span("inner", SpanKind.CLIENT, {}):
            pass
        with recorder.tracer.span("next", SpanKind.CLIENT, {}):
            pass
    outer = recorder.only("outer")
    for name in ("inner", "next"):
        assert above(recorder.only(name)) == id_of(outer)
        assert recorder.only(name).context.trace_id == outer.context.trace_id


def test_the_trace_of_what_is_done_inside_is_the_spans() -> None:
    recorder = Recorder()
    found = []
    with recorder.tracer.span("outer", SpanKind.SERVER, {}):
        found.append(trace_here())
        with recorder.tracer.span("inner", SpanKind.CLIENT, {}):
            found.append(trace_here())
        found.append(trace_here())
    outer, inner = (trace_of(recorder.only(name)) for name in ("outer", "inner"))
    assert found == [outer, inner, outer]
    assert trace_here() == ""


def test_a_span_comes_under_the_trace_that_is_named_whatever_is_going_on() -> None:
    recorder = Recorder()
    with (
        recorder.tracer.span("something else", SpanKind.SERVER, {}),
        recorder.tracer.span("fan-out", SpanKind.CONSUMER, {}, TRACE),
        recorder.tracer.span("inner", SpanKind.CLIENT, {}),
    ):
        pass
    fan_out, inner = recorder.only("fan-out"), recorder.only("inner")
    assert f"{fan_out.context.trace_id:032x}" == TRACE[3:35]
    assert above(fan_out) == TRACE[36:52]
    assert fan_out.parent is not None
    assert fan_out.parent.is_remote
    assert above(inner) == id_of(fan_out)


def test_what_is_not_sampled_belongs_to_no_trace_and_neither_does_what_is_inside() -> None:
    recorder = Recorder(ALWAYS_OFF)
    with recorder.tracer.span("outer", SpanKind.SERVER, {}):
        assert trace_here() == ""
        with recorder.tracer.span("inner", SpanKind.CLIENT, {}) as span:
            assert trace_here() == ""
            span.rename("other")
            span.note({"greenroom.result": "ok"})
            span.fail("BUSY")
    assert recorder.names == []


def test_whether_it_is_sampled_is_for_the_one_who_began_the_trace_to_say() -> None:
    recorder, elsewhere = Recorder(ALWAYS_OFF), Recorder()
    with recorder.tracer.span("sampled", SpanKind.SERVER, {}, TRACE):
        assert trace_here() != ""
    with elsewhere.tracer.span("not sampled", SpanKind.SERVER, {}, TRACE[:-2] + "00"):
        assert trace_here() == ""
    assert (recorder.names, elsewhere.names) == (["sampled"], [])


async def test_what_goes_on_at_once_has_a_trace_each() -> None:
    recorder = Recorder()
    traces = [a_trace() for _ in range(10)]

    async def work(trace: str) -> str:
        with recorder.tracer.span("outer", SpanKind.SERVER, {}, trace):
            await asyncio.sleep(0)
            with recorder.tracer.span("inner", SpanKind.CLIENT, {}):
                await asyncio.sleep(0)
                return trace_here()

    found = await asyncio.gather(*map(work, traces))
    assert [trace[3:35] for trace in found] == [trace[3:35] for trace in traces]
    outer = {id_of(span) for span in recorder.spans if span.name == "outer"}
    inner = {above(span) for span in recorder.spans if span.name == "inner"}
    assert len(outer) == 10
    assert inner == outer


def test_switched_off_by_the_environment_it_records_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("OTEL_SDK_DISABLED", "true")
    recorder = Recorder()
    with recorder.tracer.span("work", SpanKind.SERVER, {}, TRACE) as span:
        span.note({"greenroom.result": "ok"})
        assert trace_here() == ""
    assert recorder.names == []


def test_nothing_is_global() -> None:
    one, other = Recorder(), Recorder()
    with one.tracer.span("work", SpanKind.SERVER, {}):
        pass
    assert (one.names, other.names) == (["work"], [])
    assert not isinstance(get_tracer_provider(), TracerProvider)
    assert not get_current_span().is_recording()


async def test_it_is_open_as_long_as_its_export() -> None:
    recorder = Recorder()
    assert isinstance(recorder.tracer, OpenTelemetryTracer)
    async with recorder.tracer.opened(1.5):
        assert recorder.opened == ["for 1.5 s"]
    assert recorder.opened == ["for 1.5 s", "closed"]
