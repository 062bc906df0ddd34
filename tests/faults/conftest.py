"""A store for the tests of one file, and the way into rooms through its `nodes`."""

from collections.abc import AsyncIterator, Iterator

import pytest

from tests.crowd import Door
from tests.nodes import Node
from tests.servers import ValkeyServer


@pytest.fixture(scope="module")
def store() -> Iterator[ValkeyServer]:
    with ValkeyServer() as server:
        yield server


@pytest.fixture
async def door(nodes: tuple[Node, Node]) -> AsyncIterator[Door]:
    """Both nodes in turn."""
    async with Door(nodes[0].url, nodes[1].url) as door:
        yield door
