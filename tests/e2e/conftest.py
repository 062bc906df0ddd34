"""One browser and one node for all; whoever breaks a node takes one of their own."""

from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser

from tests.browsers import running_browser
from tests.guests import MISSED_SOON, Guests
from tests.nodes import Node, node_process


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The browser lives as long as the session, and on one event loop."""
    for item in items:
        if item.path.is_relative_to(__file__.rpartition("/")[0]):
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    async with running_browser() as browser:
        yield browser


@pytest.fixture(scope="session")
def node() -> Iterator[Node]:
    """As people start it: rooms in memory; but nobody is throttled, and missed sooner."""
    with node_process(MISSED_SOON) as node:
        yield node
        assert node.complaints() == []


@pytest_asyncio.fixture(loop_scope="session")
async def guests(browser: Browser, node: Node) -> AsyncIterator[Guests]:
    async with Guests(browser, node.url) as guests:
        yield guests
