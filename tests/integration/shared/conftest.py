"""Each store that nodes share in turn, with two nodes on it: one behind a gate."""

from collections.abc import AsyncIterator, Iterator

import pytest

from tests.gate import Gate
from tests.gated_stores import Frames, GatedStore, Node, gated
from tests.postgres_server import PostgresServer
from tests.servers import ValkeyServer
from tests.shared_stores import SHARED_STORES, SharedStore


@pytest.fixture(params=SHARED_STORES)
def server(request: pytest.FixtureRequest) -> SharedStore:
    """The one server of its kind for the whole run, where nobody has anything yet."""
    if request.param == "valkey":
        request.getfixturevalue("redis_url")  # which empties it
    found: ValkeyServer | PostgresServer = request.getfixturevalue(request.param)
    return found


@pytest.fixture(params=SHARED_STORES)
def spare(request: pytest.FixtureRequest) -> Iterator[SharedStore]:
    """A server for this test alone, which may do anything to it."""
    with SHARED_STORES[request.param]() as server:
        yield server


@pytest.fixture
async def store(server: SharedStore) -> AsyncIterator[GatedStore]:
    async with gated(server) as store:
        yield store


@pytest.fixture
def gate(store: GatedStore) -> Gate:
    return store.gate


@pytest.fixture
def here(store: GatedStore) -> Node:
    """The node behind the gate."""
    return store.here


@pytest.fixture
def there(store: GatedStore) -> Node:
    return store.there


@pytest.fixture
def frames(store: GatedStore) -> Frames:
    return store.frames
