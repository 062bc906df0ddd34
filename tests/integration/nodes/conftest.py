"""Two nodes on one store, as processes."""

import asyncio
from collections.abc import AsyncIterator, Iterator

import pytest
from redis.asyncio import Redis

from tests.crowd import Door
from tests.nodes import Node, two_nodes
from tests.servers import ValkeyServer


@pytest.fixture(scope="module")
def store() -> Iterator[ValkeyServer]:
    """A store for the tests of one file, which may freeze it."""
    with ValkeyServer() as server:
        yield server


@pytest.fixture(scope="module")
def nodes(store: ValkeyServer) -> Iterator[tuple[Node, Node]]:
    settings = {"REDIS_COMMAND_TIMEOUT": "2000", "ROOM_MAX_USERS": "100"}
    with two_nodes(store.url, settings) as nodes:
        yield nodes


@pytest.fixture
async def door(nodes: tuple[Node, Node]) -> AsyncIterator[Door]:
    """The way into rooms through both nodes in turn."""
    async with Door(nodes[0].url, nodes[1].url) as door:
        yield door


@pytest.fixture
async def redis(store: ValkeyServer) -> AsyncIterator[Redis]:
    """Our own look at the store."""
    async with Redis.from_url(store.url) as redis:
        yield redis
    await asyncio.sleep(0)
