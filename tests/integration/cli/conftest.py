"""Two nodes on one store, and somebody who runs them, at a command line."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from tests.command_line import CommandLine
from tests.nodes import Node, on_store, two_nodes
from tests.shared_stores import SHARED_STORES, Look, SharedStore, look_into


@pytest.fixture(scope="module", params=SHARED_STORES)
def store(request: pytest.FixtureRequest) -> Iterator[SharedStore]:
    """A store for the tests of one file."""
    with SHARED_STORES[request.param]() as server:
        yield server


@pytest.fixture(scope="module")
def nodes(store: SharedStore) -> Iterator[tuple[Node, Node]]:
    with two_nodes(store.url, {}) as nodes:
        yield nodes


@pytest.fixture
def urls(nodes: tuple[Node, Node]) -> list[str]:
    return [node.url for node in nodes]


@pytest.fixture
def operator(store: SharedStore, tmp_path: Path) -> CommandLine:
    """Has the configuration of the nodes."""
    return CommandLine(tmp_path, on_store(store.url))


@pytest.fixture
async def look(nodes: tuple[Node, Node], store: SharedStore) -> AsyncIterator[Look]:
    """Our own look at the store."""
    async with look_into(store) as look:
        yield look
