"""Nodes for the tests of the sockets, started once for all of them."""

from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import contextmanager

import pytest

from tests.nodes import SECRET, Node, node_process, on_store
from tests.servers import ValkeyServer
from tests.sites import SITES, Site
from tests.wires import Wire, a_wire


@pytest.fixture(scope="session")
def memory_node() -> Iterator[Node]:
    with node_process({"JWT_SECRET": SECRET}) as node:
        yield node


@pytest.fixture(scope="session")
def nodes_store() -> Iterator[ValkeyServer]:
    """Not the one that other tests empty."""
    with ValkeyServer() as server:
        yield server


@pytest.fixture(scope="session")
def valkey_nodes(nodes_store: ValkeyServer) -> Iterator[tuple[Node, Node]]:
    settings = on_store(nodes_store.url)
    with node_process(settings) as one, node_process(settings) as other:
        yield one, other


@pytest.fixture(params=SITES)
def site(request: pytest.FixtureRequest) -> Iterator[Site]:
    """Each place in turn. A test fails when a node logs meanwhile what nobody wants to see."""
    store, transport = request.param.split(", ")
    if store == "memory":
        nodes: tuple[Node, ...] = (request.getfixturevalue("memory_node"),)
    else:
        nodes = request.getfixturevalue("valkey_nodes")[: 1 if store == "valkey" else 2]
    with _quiet(nodes):
        yield Site(nodes, transport)


@pytest.fixture
def node(memory_node: Node) -> Iterator[Node]:
    """One node, for what has nothing to do with the store; as strict about the log."""
    with _quiet([memory_node]):
        yield memory_node


@pytest.fixture(params=["websocket", "polling"])
async def wire(request: pytest.FixtureRequest, node: Node) -> AsyncIterator[Wire]:
    """A connection to the node by hand, over each transport in turn, in no room yet."""
    async with a_wire(node.url, request.param) as wire:
        yield wire


@contextmanager
def _quiet(nodes: Sequence[Node]) -> Iterator[None]:
    """Fails when one of them logs meanwhile what nobody wants to see."""
    told = [len(node.log()) for node in nodes]
    yield
    for node, since in zip(nodes, told, strict=True):
        assert node.complaints(since) == []
