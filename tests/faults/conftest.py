"""A store for the tests of one file, and the way into rooms through its `nodes`."""

from collections.abc import AsyncIterator, Iterator

import pytest

from tests.crowd import Door
from tests.nodes import Node
from tests.shared_stores import SHARED_STORES, SharedStore


@pytest.fixture(scope="module", params=SHARED_STORES)
def store(request: pytest.FixtureRequest) -> Iterator[SharedStore]:
    with SHARED_STORES[request.param]() as server:
        yield server


@pytest.fixture
async def door(nodes: tuple[Node, Node]) -> AsyncIterator[Door]:
    """Both nodes in turn."""
    async with Door(nodes[0].url, nodes[1].url) as door:
        yield door
