"""Nodes for the tests of the client, started once for all of them."""

from collections.abc import AsyncIterator, Iterator

import pytest

from greenroom_client import Greenroom
from tests.nodes import SECRET, Node, node_process


@pytest.fixture(scope="package")
def node() -> Iterator[Node]:
    """A node that nobody stops, and that has nothing to complain of."""
    with node_process({"JWT_SECRET": SECRET}) as node:
        yield node
        assert node.complaints() == []


@pytest.fixture(params=["websocket", "polling", "upgrade"])
async def greenroom(node: Node, request: pytest.FixtureRequest) -> AsyncIterator[Greenroom]:
    """A client of that node, over each transport in turn."""
    async with Greenroom(node.url, transport=request.param) as greenroom:
        yield greenroom
