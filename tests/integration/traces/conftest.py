"""A collector, and two nodes on one store that tell it what they do."""

from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager

import pytest

from tests.collector import Collector, collecting
from tests.nodes import Node, on_store, running_node


@pytest.fixture
async def collector() -> AsyncIterator[Collector]:
    async with collecting() as collector:
        yield collector


@asynccontextmanager
async def nodes_on(url: str, *settings: Mapping[str, str]) -> AsyncIterator[list[Node]]:
    """A node for each of these settings, on the store at this address. Those that are running in
    the end must have had nothing to complain of."""
    async with AsyncExitStack() as stack:
        nodes = [
            await stack.enter_async_context(running_node(on_store(url) | told)) for told in settings
        ]
        yield nodes
        for node in nodes:
            assert not node.is_running or node.complaints() == []
