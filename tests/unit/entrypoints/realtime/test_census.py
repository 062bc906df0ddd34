"""What is on a node is counted when somebody asks."""

from dataclasses import dataclass

import pytest
from prometheus_client import CollectorRegistry

from application.ports import Identity
from entrypoints.realtime.census import Census
from entrypoints.realtime.gateway import RoomGateway
from tests.asgi_clients import PollingClient, WebSocketClient
from tests.backstage import Backstage
from tests.hurried_loop import idle
from tests.rooms import ADA, BEN, CLEO, CODE
from tests.scrapes import scrape_in


@dataclass(frozen=True)
class Counted:
    websocket: int = 0
    polling: int = 0
    outside: int = 0
    members: int = 0
    rooms: int = 0
    draining: int = 0


@pytest.fixture
def registry(node: Backstage, gateway: RoomGateway) -> CollectorRegistry:
    registry = CollectorRegistry(auto_describe=True)
    registry.register(Census(gateway, node.door, gateway.eio.lobby, node.relay))
    return registry


def counted(registry: CollectorRegistry) -> Counted:
    told = scrape_in(registry)
    return Counted(
        websocket=int(told.figure("greenroom_connections", transport="websocket")),
        polling=int(told.figure("greenroom_connections", transport="polling")),
        outside=int(told.figure("greenroom_connections_outside_rooms")),
        members=int(told.figure("greenroom_members_connected")),
        rooms=int(told.figure("greenroom_rooms_hosted")),
        draining=int(told.figure("greenroom_draining")),
    )


async def test_a_node_at_rest_has_nothing_and_says_so(registry: CollectorRegistry) -> None:
    assert counted(registry) == Counted()
    assert len(scrape_in(registry).series()) == 6


async def test_connections_are_counted_by_transport_and_members_by_sockets_in_a_room(
    node: Backstage, gateway: RoomGateway, registry: CollectorRegistry
) -> None:
    await node.room(ADA, BEN)
    await node.room(CLEO, code="ANOTHR", room_id="another")
    ada, ben, stranger = WebSocketClient(gateway), PollingClient(gateway), PollingClient(gateway)
    await ada.enter(node.tokens.issue(Identity(CODE, ADA)))
    assert counted(registry) == Counted(websocket=1, members=1, rooms=1)
    await ben.open()
    await stranger.open()
    assert counted(registry) == Counted(websocket=1, polling=2, outside=2, members=1, rooms=1)
    await ben.enter(node.tokens.issue(Identity(CODE, BEN)))
    assert counted(registry) == Counted(websocket=1, polling=2, outside=1, members=2, rooms=1)
    cleo = WebSocketClient(gateway)
    await cleo.enter(node.tokens.issue(Identity("ANOTHR", CLEO)))
    assert counted(registry) == Counted(websocket=2, polling=2, outside=1, members=3, rooms=2)


async def test_one_who_is_still_entering_is_no_member_yet(
    node: Backstage, gateway: RoomGateway, registry: CollectorRegistry
) -> None:
    await node.room(ADA)
    node.store.committing.close()
    await WebSocketClient(gateway).enter(node.tokens.issue(Identity(CODE, ADA)))
    assert counted(registry) == Counted(websocket=1, outside=1, rooms=1)
    node.store.committing.open()
    await idle()
    assert counted(registry) == Counted(websocket=1, members=1, rooms=1)


async def test_nothing_is_left_when_everybody_has_gone(
    node: Backstage, gateway: RoomGateway, registry: CollectorRegistry
) -> None:
    await node.room(ADA, BEN)
    clients = [WebSocketClient(gateway) for _ in range(3)]
    await clients[0].enter(node.tokens.issue(Identity(CODE, ADA)))
    await clients[1].enter(node.tokens.issue(Identity(CODE, BEN)))
    assert counted(registry) == Counted(websocket=3, outside=1, members=2, rooms=1)
    for client in clients:
        await client.vanish()
    await node.door.emptied()
    assert counted(registry) == Counted()


async def test_a_node_that_is_told_to_stop_says_so(
    gateway: RoomGateway, registry: CollectorRegistry
) -> None:
    await gateway.drain(1.0)
    assert counted(registry) == Counted(draining=1)
