"""A collector of traces: whatever nodes export by OTLP over HTTP, decoded."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from aiohttp import web
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import (
    ExportTraceServiceRequest,
    ExportTraceServiceResponse,
)
from opentelemetry.proto.common.v1.common_pb2 import KeyValue
from opentelemetry.proto.trace.v1.trace_pb2 import Span, Status

PATIENCE = 20.0
"""Seconds for a span to come. Nodes that are told `soon` send theirs several times a second."""


@dataclass(frozen=True)
class Exported:
    """A span as it came, with the node (`service.instance.id`) and the service it came from."""

    name: str
    kind: str
    trace_id: str
    id: str
    above: str
    facts: dict[str, Any]
    has_failed: bool
    node: str
    service: str


class Collector:
    """Listens on a free loopback port."""

    def __init__(self) -> None:
        self.spans: list[Exported] = []
        self.headers: list[dict[str, str]] = []
        self.url = ""
        self._came = asyncio.Event()

    @property
    def soon(self) -> dict[str, str]:
        """The variables of a node that records everything and tells it here, at once."""
        return {
            "TRACES": "true",
            "OTEL_EXPORTER_OTLP_ENDPOINT": self.url,
            "OTEL_BSP_SCHEDULE_DELAY": "100",
        }

    async def trace(self, *names: str, root: str) -> list[Exported]:
        """The spans of the one trace that begins with a span of the name `root`, once it has all
        of these `names`, as often as they are given."""
        async with asyncio.timeout(PATIENCE):
            while True:
                for trace in self.traces(root):
                    left = [span.name for span in trace]
                    if all(left.count(name) >= names.count(name) for name in names):
                        return trace
                self._came.clear()
                await self._came.wait()

    def traces(self, root: str) -> list[list[Exported]]:
        """All traces that begin with a span of this name."""
        roots = [span for span in self.spans if span.name == root and not span.above]
        return [[span for span in self.spans if span.trace_id == one.trace_id] for one in roots]

    async def until(self, count: int, name: str) -> list[Exported]:
        """The spans of this name, once there are so many."""
        async with asyncio.timeout(PATIENCE):
            while len(found := [span for span in self.spans if span.name == name]) < count:
                self._came.clear()
                await self._came.wait()
            return found

    async def _take(self, request: web.Request) -> web.Response:
        self.headers.append(dict(request.headers))
        told = ExportTraceServiceRequest.FromString(await request.read())
        for resource in told.resource_spans:
            origin = _facts(resource.resource.attributes)
            for scope in resource.scope_spans:
                self.spans += [_exported(span, origin) for span in scope.spans]
        self._came.set()
        return web.Response(
            body=ExportTraceServiceResponse().SerializeToString(),
            content_type="application/x-protobuf",
        )


@asynccontextmanager
async def collecting() -> AsyncIterator[Collector]:
    """A collector that listens while the block lasts."""
    collector = Collector()
    app = web.Application(client_max_size=64 * 1024 * 1024)
    app.router.add_post("/v1/traces", collector._take)
    runner = web.AppRunner(app, shutdown_timeout=1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    collector.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield collector
    finally:
        await runner.cleanup()


def only(spans: list[Exported], name: str) -> Exported:
    """The one of these spans that has this name."""
    (found,) = [span for span in spans if span.name == name]
    return found


def _exported(span: Span, origin: dict[str, Any]) -> Exported:
    return Exported(
        name=span.name,
        kind=Span.SpanKind.Name(span.kind).removeprefix("SPAN_KIND_"),
        trace_id=span.trace_id.hex(),
        id=span.span_id.hex(),
        above=span.parent_span_id.hex(),
        facts=_facts(span.attributes),
        has_failed=span.status.code == Status.STATUS_CODE_ERROR,
        node=origin["service.instance.id"],
        service=origin["service.name"],
    )


def _facts(attributes: Any) -> dict[str, Any]:
    return {pair.key: _value(pair) for pair in attributes}


def _value(pair: KeyValue) -> Any:
    return getattr(pair.value, str(pair.value.WhichOneof("value")))
