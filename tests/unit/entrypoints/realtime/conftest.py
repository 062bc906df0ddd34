"""The realtime core on a loop whose time flies."""

from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest

from tests.backstage import Backstage
from tests.hurried_loop import HurriedLoop, idle, what_is_left


def pytest_asyncio_loop_factories(config: Any, item: Any) -> dict[str, Callable[[], HurriedLoop]]:
    return {"hurried": HurriedLoop}


@pytest.fixture
async def node() -> AsyncIterator[Backstage]:
    """A node, of which nothing must be left when everybody has gone."""
    node = Backstage()
    yield node
    for gate in (node.store.asking, node.store.committing, node.store.subscribing):
        gate.open()
    for gate in (node.store.answering, node.store.confirming):
        gate.open()
    for line in node.lines:
        line.die()
    await node.door.emptied()
    await idle()
    assert node.relay.hosted == 0
    assert node.store.followers == set()
    assert what_is_left() == []
