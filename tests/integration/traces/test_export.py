"""How traces leave a node, and that nothing depends on whether they arrive."""

import asyncio
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest

from tests.collector import Collector
from tests.crowd import Door, inside
from tests.nodes import Node, inherited, running_node

MINUTE = "60000"
"""A delay, in ms, in which a batch never goes by itself while a test lasts."""

TIME_TO_STOP = 10.0
"""Seconds, as a node has them by default."""


async def stopped(node: Node) -> float:
    """How many seconds it took the node to stop."""
    begun = time.monotonic()
    assert await asyncio.to_thread(node.stop) == 0
    return time.monotonic() - begun


async def test_a_node_that_stops_sends_the_last_traces_first(collector: Collector) -> None:
    settings = collector.soon | {"OTEL_BSP_SCHEDULE_DELAY": MINUTE}
    async with running_node(settings) as node, Door(node.url) as door:
        host = await door.create()
        async with inside(host):
            assert collector.spans == []
            took = await stopped(node)
        assert took < TIME_TO_STOP / 2
        names = [span.name for span in collector.spans]
        assert {"POST /rooms", "add room", "enter", "update room"} <= set(names)
        assert names[-1] == "update room", "the disconnections of the end are missing"


async def test_opentelemetrys_own_variables_say_what_is_sent_and_how(collector: Collector) -> None:
    settings = collector.soon | {
        "OTEL_SERVICE_NAME": "quiz rooms",
        "OTEL_EXPORTER_OTLP_HEADERS": "x-team=games",
    }
    async with running_node(settings) as node, Door(node.url) as door:
        await door.create()
        spans = await collector.until(1, "POST /rooms")
    assert spans[0].service == "quiz rooms"
    assert {key.lower(): text for key, text in collector.headers[0].items()}["x-team"] == "games"


@pytest.mark.parametrize(
    "switch", [{"OTEL_TRACES_SAMPLER": "always_off"}, {"OTEL_SDK_DISABLED": "true"}], ids=str
)
async def test_what_they_switch_off_is_off(collector: Collector, switch: dict[str, str]) -> None:
    async with running_node(collector.soon | switch) as node, Door(node.url) as door:
        host = await door.create()
        async with inside(host):
            await host.call("room:toggle_lock")
        await stopped(node)
        assert collector.spans == []
        assert not [line for line in node.lines() if "trace" in line]


@asynccontextmanager
async def silence() -> AsyncIterator[str]:
    """The address of a collector that takes everything and answers nothing."""

    async def take(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while await reader.read(65536):
            pass
        writer.close()

    server = await asyncio.start_server(take, "127.0.0.1", 0)
    yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    server.close()


@asynccontextmanager
async def nobody() -> AsyncIterator[str]:
    """An address where nobody listens."""
    server = await asyncio.start_server(lambda *_: None, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    server.close()
    await server.wait_closed()
    yield f"http://127.0.0.1:{port}"


@pytest.mark.parametrize("absent", [nobody, silence])
async def test_a_collector_that_is_away_costs_a_line_and_no_time(absent: object) -> None:
    async with absent() as url:  # type: ignore[operator]
        settings = {
            "TRACES": "true",
            "OTEL_EXPORTER_OTLP_ENDPOINT": url,
            "OTEL_EXPORTER_OTLP_TIMEOUT": "1",
            "OTEL_BSP_SCHEDULE_DELAY": "50",
            "OTEL_BSP_MAX_QUEUE_SIZE": "64",
            "OTEL_BSP_MAX_EXPORT_BATCH_SIZE": "16",
        }
        async with running_node(settings) as node, httpx.AsyncClient(base_url=node.url) as client:
            since = len(node.log())
            until = time.monotonic() + 3
            slowest = 0.0
            while time.monotonic() < until:
                begun = time.monotonic()
                answer = await client.post("/rooms", json={"displayName": "Ada"})
                slowest = max(slowest, time.monotonic() - begun)
                assert answer.status_code == 201
            assert slowest < 1
            took = await stopped(node)
            assert took < TIME_TO_STOP / 2
            lines = [line for line in node.lines(since) if line["event"] != "request"]
            assert node.complaints() == []
    told = [line["event"] for line in lines]
    assert 1 <= told.count("tracing library") <= 3, lines
    assert told.count("the last traces were not exported") <= 1
    assert len(told) <= 5, told


OURS = (
    "adapters.opentelemetry_export",
    "adapters.opentelemetry_tracer",
    "opentelemetry.sdk.trace",
    "opentelemetry.exporter",
)
"""What only traces need. (redis and Litestar import other parts, where they are installed.)"""

STARTING = "import sys; from entrypoints.app import create_app; create_app(); print(*sys.modules)"
NOT_INSTALLED = "import sys; sys.modules['opentelemetry'] = None; "


def imported(program: str, traces: str) -> list[str]:
    """What of it a node has imported that was started so."""
    done = subprocess.run(
        [sys.executable, "-c", program],
        env=inherited() | {"TRACES": traces},
        capture_output=True,
        text=True,
        check=True,
    )
    return [name for name in done.stdout.split() if name.startswith(OURS)]


def test_without_traces_nothing_that_they_need_is_imported() -> None:
    assert imported(STARTING, "true") != []
    assert imported(STARTING, "false") == []


def test_without_traces_nothing_has_to_be_installed() -> None:
    assert imported(NOT_INSTALLED + STARTING, "false") == []
