"""Traces on their way to a collector, by OTLP over HTTP.

All of it is set by OpenTelemetry's own variables of the environment: where to, with which
headers, how many at once, which of them at all.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from threading import Thread

import structlog
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import SERVICE_NAME, SERVICE_VERSION, Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor

from adapters.opentelemetry_tracer import OpenTelemetryTracer

log = structlog.stdlib.get_logger(__name__)

SERVICE = "greenroom"
"""The name of the service, unless the environment has another."""


def exporting_tracer(version: str) -> OpenTelemetryTracer:
    """Traces that go to a collector, as coming from this version of the server."""
    provider = TracerProvider(resource=_resource(version), shutdown_on_exit=False)
    return OpenTelemetryTracer(provider, exported)


@asynccontextmanager
async def exported(provider: TracerProvider, patience: float) -> AsyncIterator[None]:
    """Spans that end inside are sent, a few seconds later, by a thread that nobody waits for.

    They wait in a queue that is bounded: where the collector is away, or slow, the oldest get
    lost. What is left in the end is given `patience` seconds.
    """
    exporter = OTLPSpanExporter()
    provider.add_span_processor(BatchSpanProcessor(exporter))
    try:
        yield
    finally:
        if not await _is_done(provider.shutdown, patience):
            log.warning("the last traces were not exported")
            exporter.shutdown()  # type: ignore[no-untyped-call]  # so that it tries no further


async def _is_done(work: Callable[[], None], patience: float) -> bool:
    """Whether this got done in so many seconds. It blocks, and may go on for longer, in a thread
    that does not keep the process from ending."""
    loop, done = asyncio.get_running_loop(), asyncio.Event()

    def run() -> None:
        work()
        with suppress(RuntimeError):  # the event loop has ended first
            loop.call_soon_threadsafe(done.set)

    Thread(target=run, name="last traces", daemon=True).start()
    try:
        async with asyncio.timeout(patience):
            await done.wait()
    except TimeoutError:
        return False
    return True


def _resource(version: str) -> Resource:
    """What the environment says of the service, and else that it is this one."""
    found = Resource.create({SERVICE_VERSION: version})
    if str(found.attributes[SERVICE_NAME]).startswith("unknown_service"):
        return found.merge(Resource({SERVICE_NAME: SERVICE}))
    return found
