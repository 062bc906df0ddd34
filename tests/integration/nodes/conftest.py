"""Two nodes on one store, as processes."""

import asyncio
from collections.abc import AsyncIterator, Iterator

import pytest
from redis.asyncio import Redis

from tests.crowd import Door
from tests.nodes import Node, two_nodes
from tests.servers import ValkeyServer
from tests.shared_stores import SHARED_STORES, Look, SharedStore, look_into


@pytest.fixture(scope="module", params=SHARED_STORES)
def store(request: pytest.FixtureRequest) -> Iterator[SharedStore]:
    """A store for the tests of one file, which may freeze it."""
    with SHARED_STORES[request.param]() as server:
        yield server


@pytest.fixture(scope="module")
def nodes(store: SharedStore) -> Iterator[tuple[Node, Node]]:
    settings = {"REDIS_COMMAND_TIMEOUT": "2000", "ROOM_MAX_USERS": "100"}
    with two_nodes(store.url, settings) as nodes:
        yield nodes


@pytest.fixture
async def door(nodes: tuple[Node, Node]) -> AsyncIterator[Door]:
    """The way into rooms through both nodes in turn."""
    async with Door(nodes[0].url, nodes[1].url) as door:
        yield door


@pytest.fixture
async def look(nodes: tuple[Node, Node], store: SharedStore) -> AsyncIterator[Look]:
    """Our own look at the store."""
    async with look_into(store) as look:
        yield look


@pytest.fixture
async def redis(store: ValkeyServer) -> AsyncIterator[Redis]:
    """Our own look at the store, where it is one of Redis's kind."""
    async with Redis.from_url(store.url) as redis:
        yield redis
    await asyncio.sleep(0)
