"""Two nodes on one store: one behind a gate, one that gets at it without."""

from collections.abc import AsyncIterator, Iterator

import pytest

from adapters.redis_rooms import RedisRooms
from tests.crowd import Door
from tests.gate import Gate
from tests.nodes import Node, node_process, on_store, running_node
from tests.redis_rooms import node_at
from tests.servers import ValkeyServer

SETTINGS = {"REDIS_COMMAND_TIMEOUT": "2000", "ROOM_MAX_USERS": "100"}


@pytest.fixture(scope="module")
def store() -> Iterator[ValkeyServer]:
    """A store for the tests of one file."""
    with ValkeyServer() as server:
        yield server


@pytest.fixture(scope="module")
def there(store: ValkeyServer) -> Iterator[Node]:
    """The node without a gate."""
    with node_process(on_store(store.url) | SETTINGS) as node:
        yield node
        assert node.complaints() == []


@pytest.fixture
async def gate(store: ValkeyServer) -> AsyncIterator[Gate]:
    async with Gate(store.unix_path) as gate:
        yield gate


@pytest.fixture
async def here(gate: Gate) -> AsyncIterator[Node]:
    """The node behind the gate."""
    async with running_node(on_store(gate.url) | SETTINGS) as node:
        yield node
        assert node.complaints() == []


@pytest.fixture
async def door(here: Node, there: Node) -> AsyncIterator[Door]:
    """The way in: on even turns behind the gate, on odd ones beside it."""
    async with Door(here.url, there.url) as door:
        yield door


@pytest.fixture
async def rooms(store: ValkeyServer) -> AsyncIterator[RedisRooms]:
    """Our own look at the store, and a hand on it."""
    async with node_at(store.url) as node:
        yield node.rooms
