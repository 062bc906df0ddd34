"""The realtime core on a loop whose time flies."""

from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from typing import Any

import pytest

from entrypoints.addresses import Addresses
from entrypoints.realtime.gateway import RoomGateway
from entrypoints.realtime.lobby import Lobby
from entrypoints.realtime.pace import Paces
from tests.backstage import PATIENCE, Backstage
from tests.hurried_loop import HurriedLoop, idle, what_is_left

PING = timedelta(seconds=10)
WINDOW = timedelta(seconds=10)
AT_A_TIME = 100
"""Commands in a window."""
OUTSIDE = 100
"""Connections outside a room."""
SPAN = 5.0


def pytest_asyncio_loop_factories(config: Any, item: Any) -> dict[str, Callable[[], HurriedLoop]]:
    return {"hurried": HurriedLoop}


@pytest.fixture
async def node() -> AsyncIterator[Backstage]:
    """A node, of which nothing must be left when everybody has gone."""
    node = Backstage()
    yield node
    store = node.store
    for gate in (store.asking, store.committing, store.subscribing, store.comparing):
        gate.open()
    for gate in (store.answering, store.confirming):
        gate.open()
    for line in node.lines:
        line.die()
    await node.door.emptied()
    await idle()
    assert node.wronged == []
    assert node.relay.hosted == 0
    assert node.store.followers == set()
    assert what_is_left() == []


@pytest.fixture
async def gateway(node: Backstage) -> AsyncIterator[RoomGateway]:
    """The Socket.IO server of the node. Connections that a test leaves open are closed."""
    lobby = Lobby(Addresses([]), OUTSIDE, node.throttled)
    gateway = RoomGateway(
        door=node.door,
        lobby=lobby,
        paces=Paces(AT_A_TIME, WINDOW, node.throttled),
        allows=lambda origin, host: origin == "https://friend.example",
        patience=PATIENCE,
        metrics=node.metrics,
        ping_interval=PING,
        ping_timeout=PING,
    )
    yield gateway
    await gateway.drain(SPAN)
    await idle()
    assert gateway.eio.sockets == {}
    assert len(lobby) == 0
