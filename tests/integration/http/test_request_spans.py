"""What is recorded of requests."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.trace import SpanKind, StatusCode
from structlog.testing import capture_logs

from application.errors import StoreUnavailable
from application.trace import trace_here
from entrypoints.http.app import HttpLimits
from tests.failing_store import Failing
from tests.http_server import World, client_of, send_raw
from tests.traces import TRACE, Recorder, above, id_of

TRUSTING = HttpLimits(trusted_proxies=("127.0.0.1",))


@asynccontextmanager
async def traced(**given: Any) -> AsyncIterator[tuple[httpx.AsyncClient, Recorder]]:
    recorder = Recorder()
    async with client_of(World(tracer=recorder.tracer, **given)) as client:
        yield client, recorder


def facts(span: ReadableSpan) -> Mapping[str, Any]:
    return dict(span.attributes or {})


async def test_a_request_has_a_span_that_says_which_it_was_and_how_it_was_answered() -> None:
    async with traced() as (client, recorder):
        answer = await client.post("/rooms", json={"displayName": "Ada Lovelace"})
        code = answer.json()["roomCode"]
        await client.post(f"/rooms/{code}/join", json={"displayName": "Ben"})
    assert recorder.names == ["POST /rooms", "POST /rooms/{code}/join"]
    span = recorder.only("POST /rooms/{code}/join")
    assert span.kind is SpanKind.SERVER
    assert facts(span) == {
        "http.request.method": "POST",
        "url.scheme": "http",
        "http.route": "/rooms/{code}/join",
        "http.response.status_code": 200,
    }
    for span in recorder.spans:
        assert above(span) == ""
        assert answer.json()["token"] not in span.to_json()
        assert "Ada" not in span.to_json()


@pytest.mark.parametrize("path", ["/health/live", "/openapi.json", "/nowhere", "/roomsful"])
async def test_what_is_not_about_rooms_has_none(path: str) -> None:
    async with traced() as (client, recorder):
        await client.get(path)
    assert recorder.names == []


async def test_a_refusal_is_no_failure_and_a_fault_is_one() -> None:
    async with traced() as (client, recorder):
        await client.get("/rooms/ZZZZZZ")
    refused = recorder.only("GET /rooms/{code}")
    assert facts(refused)["http.response.status_code"] == 404
    assert refused.status.status_code is StatusCode.UNSET
    async with traced(rooms=Failing(StoreUnavailable())) as (client, recorder):
        await client.get("/rooms/ZZZZZZ")
    failed = recorder.only("GET /rooms/{code}")
    assert facts(failed)["http.response.status_code"] == 503
    assert facts(failed)["error.type"] == "503"
    assert failed.status.status_code is StatusCode.ERROR


async def test_what_the_client_wrote_is_not_in_the_span() -> None:
    async with traced() as (client, recorder):
        await client.get("/rooms/her-own-words?and=more", headers={"x-request-id": "mine"})
        await client.get("/rooms/a/b/c-of-hers")
        await client.put("/rooms")
        await send_raw(client, b"REPORT /rooms HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n")
    assert recorder.names[0] == "GET /rooms/{code}"
    assert recorder.names[-1].split()[0] == "HTTP"
    assert facts(recorder.spans[-1])["http.request.method"] == "_OTHER"
    for span in recorder.spans:
        assert "her" not in span.to_json().replace("other", "")
        assert "REPORT" not in span.to_json()


async def test_a_trusted_proxy_says_to_which_trace_a_request_belongs() -> None:
    async with traced(limits=TRUSTING) as (client, recorder):
        await client.get("/rooms/ZZZZZZ", headers={"traceparent": TRACE})
    span = recorder.only("GET /rooms/{code}")
    assert f"{span.context.trace_id:032x}" == TRACE[3:35]
    assert above(span) == TRACE[36:52]


async def test_a_trusted_proxy_says_whether_it_is_recorded() -> None:
    async with traced(limits=TRUSTING) as (client, recorder):
        await client.get("/rooms/ZZZZZZ", headers={"traceparent": TRACE[:-2] + "00"})
    assert recorder.names == []


async def test_nobody_else_does() -> None:
    other = HttpLimits(trusted_proxies=("192.0.2.1",))
    for limits in (HttpLimits(), other):
        async with traced(limits=limits) as (client, recorder):
            headers = {"traceparent": TRACE, "x-forwarded-for": "192.0.2.1"}
            await client.get("/rooms/ZZZZZZ", headers=headers)
            await client.get("/rooms/ZZZZZZ", headers={"traceparent": TRACE[:-2] + "00"})
        assert len(recorder.names) == 2
        for span in recorder.spans:
            assert f"{span.context.trace_id:032x}" != TRACE[3:35]
            assert above(span) == ""


@pytest.mark.parametrize(
    "headers",
    [
        [("traceparent", "mine")],
        [("traceparent", "é" * 100_0)],
        [("traceparent", TRACE), ("traceparent", TRACE)],
    ],
    ids=["no trace", "odd text", "two"],
)
async def test_what_is_no_trace_begins_a_new_one(headers: list[tuple[str, str]]) -> None:
    async with traced(limits=TRUSTING) as (client, recorder):
        sent = [(name.encode(), text.encode()) for name, text in headers]
        answer = await client.get("/rooms/ZZZZZZ", headers=sent)
        assert answer.status_code == 404
    assert above(recorder.only("GET /rooms/{code}")) == ""


async def test_the_line_of_a_request_belongs_to_its_trace() -> None:
    def noting(_: object, __: str, event: Any) -> Any:
        return {**event, "in": trace_here()}

    with capture_logs(processors=[noting]) as lines:
        async with traced() as (client, recorder):
            await client.get("/rooms/ZZZZZZ")
    span = recorder.only("GET /rooms/{code}")
    (line,) = [line for line in lines if line["event"] == "request"]
    assert line["in"][3:35] == f"{span.context.trace_id:032x}"
    assert line["in"][36:52] == id_of(span)
