"""A cluster for the tests of this folder, emptied before each, and two nodes on it."""

from collections.abc import AsyncIterator, Iterator

import pytest

from tests.cluster_store import IN_CLUSTER, Node, look_into, node_at
from tests.crowd import Door
from tests.nodes import Node as NodeProcess
from tests.nodes import two_nodes
from tests.shared_stores import Look
from tests.valkey_cluster import ValkeyCluster


@pytest.fixture
def cluster(valkey_cluster: ValkeyCluster) -> ValkeyCluster:
    """The one for the whole run, where nobody has anything yet."""
    valkey_cluster.flush()
    return valkey_cluster


@pytest.fixture(scope="module")
def store() -> Iterator[ValkeyCluster]:
    """A cluster for one file, whose slots may move."""
    with ValkeyCluster() as cluster:
        yield cluster


@pytest.fixture
async def here(store: ValkeyCluster) -> AsyncIterator[Node]:
    """A node on the cluster of the file."""
    async with node_at(store.url) as node:
        yield node


@pytest.fixture
async def there(store: ValkeyCluster) -> AsyncIterator[Node]:
    """Another one, which has found the cluster by another server."""
    async with node_at(store.shards[1].url) as node:
        yield node


@pytest.fixture(scope="module")
def nodes(store: ValkeyCluster) -> Iterator[tuple[NodeProcess, NodeProcess]]:
    settings = {"REDIS_COMMAND_TIMEOUT": "2000", "ROOM_MAX_USERS": "100"} | IN_CLUSTER
    with two_nodes(store.url, settings) as nodes:
        yield nodes


@pytest.fixture
async def door(nodes: tuple[NodeProcess, NodeProcess]) -> AsyncIterator[Door]:
    """The way into rooms through both nodes in turn."""
    async with Door(nodes[0].url, nodes[1].url) as door:
        yield door


@pytest.fixture
async def look(nodes: tuple[NodeProcess, NodeProcess], store: ValkeyCluster) -> AsyncIterator[Look]:
    """Our own look at the store."""
    async with look_into(store) as look:
        yield look
