"""A node that hears nothing of its store's feed takes nobody in, though the store answers."""

import asyncio
import sys
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from tests import postgres_store
from tests.catches import What, having
from tests.framing import Postgres
from tests.gate import Gate
from tests.nodes import Node, on_store, running_node
from tests.postgres_server import PostgresServer
from tests.shared_stores import SharedStore

READY = {"status": "ok", "checks": {"store": "ok", "feed": "ok"}}
DEAF = {"status": "degraded", "checks": {"store": "ok", "feed": "error"}}
AWAY = {"status": "degraded", "checks": {"store": "error", "feed": "error"}}

DEAF_AFTER = 8.0
"""Seconds after which a node says that it hears nothing, at most: 5 since the last probe that it
heard, and what a busy machine adds."""

READY_AFTER = 8.0
"""The same for a feed that is back: a probe may have been under way for 2 s, a connection is made
after a pause of up to 2 s."""

EVERYTHING = having()


@pytest.fixture
async def gate(store: SharedStore) -> AsyncIterator[Gate]:
    if isinstance(store, PostgresServer):
        async with Gate(store.unix_path, Postgres) as gate:
            yield gate
    else:
        async with Gate(store.unix_path) as gate:
            yield gate


@pytest.fixture
async def node(store: SharedStore, gate: Gate) -> AsyncIterator[Node]:
    """A node behind the gate."""
    is_postgres = isinstance(store, PostgresServer)
    url = postgres_store.through(gate) if is_postgres else gate.url
    async with running_node(on_store(url) | {"REDIS_COMMAND_TIMEOUT": "2000"}) as node:
        yield node
        assert node.complaints() == []


@pytest.fixture
async def http(node: Node) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=node.url, trust_env=False, timeout=20) as http:
        yield http


async def health(http: httpx.AsyncClient) -> Any:
    """What the node says, which goes with its status."""
    answer = await http.get("/health/ready")
    assert answer.status_code == (200 if answer.json() == READY else 503)
    return answer.json()


async def says(http: httpx.AsyncClient, report: dict[str, Any], within: float) -> None:
    """Returns when the node says so, which it must in so many seconds."""
    async with asyncio.timeout(within):
        while await health(http) != report:
            await asyncio.sleep(0.05)


async def works(http: httpx.AsyncClient) -> None:
    """Rooms are opened, and found."""
    opened = await http.post("/rooms", json={"displayName": "Ada"})
    assert opened.status_code == 201
    assert (await http.get(f"/rooms/{opened.json()['roomCode']}")).status_code == 200


async def test_a_node_is_ready_when_it_listens_and_while_its_feed_is_made_again_in_time(
    gate: Gate, http: httpx.AsyncClient, node: Node
) -> None:
    assert await health(http) == READY
    for _ in range(3):
        await gate.cut()
        for _ in range(10):
            assert await health(http) == READY
            await asyncio.sleep(0.1)
    assert "the feed is not heard" not in node.log()


async def test_a_deaf_feed_is_noticed_while_the_store_works_and_so_is_its_end(
    gate: Gate, node: Node, http: httpx.AsyncClient
) -> None:
    """Its messages get lost, while signs of life are answered; then nothing comes any more."""
    for silenced in (gate.drop, gate.hold):
        silence = silenced(What.MESSAGE, EVERYTHING, times=sys.maxsize)
        await says(http, DEAF, DEAF_AFTER)
        await works(http)
        await asyncio.sleep(2)
        assert await health(http) == DEAF
        silence.release()
        await says(http, READY, READY_AFTER)
    events = [line["event"] for line in node.lines()]
    assert events.count("the feed is not heard") == events.count("the feed is heard") == 2


async def test_a_store_that_stands_still_is_away_with_its_feed_and_both_come_back(
    store: SharedStore, http: httpx.AsyncClient
) -> None:
    store.stop()
    try:
        await says(http, AWAY, within=15.0)
    finally:
        store.cont()
    await says(http, READY, READY_AFTER)
    await works(http)


async def test_a_node_that_starts_deaf_starts_and_is_not_ready(
    gate: Gate, node: Node, http: httpx.AsyncClient
) -> None:
    assert node.stop() == 0
    silence = gate.drop(What.MESSAGE, EVERYTHING, times=sys.maxsize)
    await asyncio.to_thread(node.start)
    assert await health(http) == DEAF
    await works(http)
    silence.release()
    await says(http, READY, READY_AFTER)
