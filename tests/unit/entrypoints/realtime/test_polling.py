"""Connections that poll, and that become WebSockets."""

import asyncio
import json
from typing import Any

import pytest
from engineio.packet import MESSAGE, Packet

from application.ports import Identity
from entrypoints.realtime.debt import LONGEST, MOST
from entrypoints.realtime.gateway import IDLE, LARGEST, RoomGateway
from entrypoints.realtime.transport import AT_ONCE
from tests.asgi_clients import OPENING, PollingClient, WebSocketClient, a_scope, request
from tests.backstage import Backstage
from tests.hurried_loop import idle
from tests.rooms import ADA, BEN, CODE
from tests.unit.entrypoints.realtime.conftest import OUTSIDE

INTERVAL = TIMEOUT = 10.0
ENTERED = 2
"""Packets that come of entering: CONNECT and the state of the room."""


class Endless:
    """A body of the same piece again and again."""

    def __init__(self, piece: bytes) -> None:
        self.given = 0
        self._piece = piece

    async def receive(self) -> dict[str, Any]:
        self.given += len(self._piece)
        assert self.given < 10 * LARGEST, "it is still being read"
        return {"type": "http.request", "body": self._piece, "more_body": True}


async def inside(node: Backstage, gateway: RoomGateway) -> PollingClient:
    """Someone in the room, polling."""
    await node.room(ADA, BEN)
    client = PollingClient(gateway)
    await client.open()
    answer = await client.enter(node.tokens.issue(Identity(CODE, ADA)))
    assert answer.status == 200
    packets = await client.read(ENTERED)
    assert [packet[:9] for packet in packets] == ["40/rooms,", "42/rooms,"]
    return client


async def is_connected(node: Backstage, user_id: str = ADA) -> bool:
    await idle()
    return (await node.store.get(CODE)).members[user_id].is_connected


async def polled(client: PollingClient) -> asyncio.Task[list[str]]:
    """A poll under way."""
    poll = asyncio.create_task(client.read(1))
    await idle()
    assert not poll.done()
    return poll


async def test_the_handshake_offers_to_become_a_websocket(gateway: RoomGateway) -> None:
    terms = await PollingClient(gateway).open()
    assert terms["upgrades"] == ["websocket"]
    assert terms["maxPayload"] == LARGEST


async def test_everything_that_has_piled_up_is_read_at_once(
    node: Backstage, gateway: RoomGateway
) -> None:
    client = await inside(node, gateway)
    answer = await client.say(*[f'42/rooms,{n}["room:toggle_lock"]' for n in range(50)])
    assert answer.status == 200
    packets = await client.read(100)
    acks = [packet for packet in packets if packet.startswith("43")]
    assert acks == [f'43/rooms,{n}[{{"ok":true}}]' for n in range(50)]


async def test_a_poll_is_answered_with_no_more_than_the_stock_client_reads(
    node: Backstage, gateway: RoomGateway
) -> None:
    client = await inside(node, gateway)
    await client.say(*[f'42/rooms,{n}["room:toggle_lock"]' for n in range(AT_ONCE)])
    await idle()
    assert len((await client.poll()).packets) == AT_ONCE
    assert len((await client.poll()).packets) == AT_ONCE


async def test_one_who_answers_pings_stays(node: Backstage, gateway: RoomGateway) -> None:
    client = await inside(node, gateway)
    for _ in range(4):
        poll = await polled(client)
        await asyncio.sleep(INTERVAL + TIMEOUT - 0.1)
        assert await poll == ["2"]
        await client.say("3")
    assert await is_connected(node)


async def test_one_who_polls_no_more_is_away_after_a_ping_and_its_timeout(
    node: Backstage, gateway: RoomGateway
) -> None:
    client = await inside(node, gateway)
    await asyncio.sleep(INTERVAL + TIMEOUT - 0.1)
    assert await is_connected(node)
    await asyncio.sleep(0.2)
    assert not await is_connected(node)
    assert (await client.poll()).status == 400
    assert (await client.say("3")).status == 400


async def test_one_who_leaves_too_much_unread_is_cut_off(
    node: Backstage, gateway: RoomGateway
) -> None:
    await inside(node, gateway)
    (transport,) = gateway.eio.sockets.values()
    for _ in range(MOST // 1024 + 1):
        transport.post(Packet(MESSAGE, "x" * 1024))
    assert await is_connected(node)
    transport.post(Packet(MESSAGE, "x" * 1024))
    assert not await is_connected(node)
    transport.post(Packet(MESSAGE, "one more is no harm"))
    assert gateway.eio.sockets == {}


async def test_one_who_leaves_something_unread_for_long_is_cut_off(
    node: Backstage, gateway: RoomGateway
) -> None:
    await inside(node, gateway)
    (transport,) = gateway.eio.sockets.values()
    transport.post(Packet(MESSAGE, "x"))
    await asyncio.sleep(LONGEST - 0.1)
    transport.post(Packet(MESSAGE, "x"))
    assert await is_connected(node)
    await asyncio.sleep(0.2)
    transport.post(Packet(MESSAGE, "x"))
    assert not await is_connected(node)


async def test_one_who_reads_all_that_comes_stays(node: Backstage, gateway: RoomGateway) -> None:
    client = await inside(node, gateway)
    (transport,) = gateway.eio.sockets.values()
    for _ in range(2 * MOST // 1024):
        transport.post(Packet(MESSAGE, "x" * 1024))
        await client.read(1)
    assert await is_connected(node)


async def test_one_who_says_goodbye_has_its_poll_answered(
    node: Backstage, gateway: RoomGateway
) -> None:
    client = await inside(node, gateway)
    poll = await polled(client)
    await client.say("1")
    assert await poll == ["6"]
    assert not await is_connected(node)


async def test_one_who_leaves_the_namespace_is_hung_up_on(
    node: Backstage, gateway: RoomGateway
) -> None:
    client = await inside(node, gateway)
    poll = await polled(client)
    await client.say("41/rooms,")
    assert not await is_connected(node)
    assert await poll == ["6"]


async def test_last_words_reach_one_who_polls(node: Backstage, gateway: RoomGateway) -> None:
    client = await inside(node, gateway)
    await node.change(lambda room: room.close(by=ADA))
    await idle()
    closed, bye = await client.read(2)
    assert closed == '42/rooms,["room:closed",{"reason":"HOST_CLOSED"}]'
    assert bye == "41/rooms,"
    assert (await client.poll()).packets == ["6"]
    assert (await client.poll()).status == 400


@pytest.mark.parametrize(
    "body", ["", "x", "7", "0", "2", "6", "b=A", "3\x1e", "\x1e3", "3\x1ex"], ids=repr
)
async def test_what_is_no_packet_of_a_client_closes_the_connection(
    node: Backstage, gateway: RoomGateway, body: str
) -> None:
    client = await inside(node, gateway)
    assert (await client.say(body)).status == 400
    await idle()
    assert not await is_connected(node)


async def test_bytes_that_are_no_text_close_the_connection(
    node: Backstage, gateway: RoomGateway
) -> None:
    client = await inside(node, gateway)
    assert (await request(gateway, "POST", client.query, b"4\xff")).status == 400
    assert not await is_connected(node)


async def test_a_body_that_is_too_large_is_answered_and_closes_the_connection(
    node: Backstage, gateway: RoomGateway
) -> None:
    client = await inside(node, gateway)
    assert (await client.say("4" + "x" * LARGEST)).status == 400
    assert not await is_connected(node)


async def test_a_body_that_goes_on_over_16_kib_is_read_no_further(
    node: Backstage, gateway: RoomGateway
) -> None:
    client = await inside(node, gateway)
    body = Endless(b"x" * 1024)
    assert (await request(gateway, "POST", client.query, receive=body.receive)).status == 400
    assert body.given <= LARGEST + 2 * 1024
    assert not await is_connected(node)


async def test_a_body_that_does_not_say_how_long_it_is_is_read(
    node: Backstage, gateway: RoomGateway
) -> None:
    client = await inside(node, gateway)
    pieces = [b'42/rooms,7["room:', b'toggle_lock"]']
    incoming = [
        {"type": "http.request", "body": piece, "more_body": piece != pieces[-1]}
        for piece in pieces
    ]

    async def receive() -> dict[str, Any]:
        return incoming.pop(0)

    assert (await request(gateway, "POST", client.query, receive=receive)).status == 200
    assert '43/rooms,7[{"ok":true}]' in await client.read(2)


async def test_a_body_that_does_not_come_closes_the_connection(
    node: Backstage, gateway: RoomGateway
) -> None:
    client = await inside(node, gateway)
    never = asyncio.Event()
    posting = asyncio.create_task(request(gateway, "POST", client.query, b"333", arrival=never))
    await asyncio.sleep(TIMEOUT + 0.1)
    assert (await posting).status == 400
    assert not await is_connected(node)


async def test_half_a_body_is_not_taken_for_one(node: Backstage, gateway: RoomGateway) -> None:
    client = await inside(node, gateway)
    incoming = [
        {"type": "http.request", "body": b'42/rooms,["room:close"]', "more_body": True},
        {"type": "http.disconnect"},
    ]

    async def receive() -> dict[str, Any]:
        return incoming.pop(0)

    await request(gateway, "POST", client.query, receive=receive)
    assert not await is_connected(node)


async def test_one_more_connection_outside_a_room_than_an_address_may_have_is_told_so(
    gateway: RoomGateway,
) -> None:
    for _ in range(OUTSIDE):
        await PollingClient(gateway).open()
    assert (await request(gateway, "GET", OPENING + "polling")).status == 429
    assert len(gateway.eio.sockets) == OUTSIDE
    await asyncio.sleep(IDLE + 0.1)
    await PollingClient(gateway).open()


async def test_a_packet_after_goodbye_is_not_read(node: Backstage, gateway: RoomGateway) -> None:
    await node.room(ADA)
    token = node.tokens.issue(Identity(CODE, ADA))
    client = PollingClient(gateway)
    await client.open()
    await client.say("1", "40/rooms," + json.dumps({"token": token}))
    assert not await is_connected(node)
    assert node.relay.hosted == 0


async def test_a_body_that_arrives_when_the_connection_is_closed_is_not_read(
    node: Backstage, gateway: RoomGateway
) -> None:
    await node.room(ADA)
    token = node.tokens.issue(Identity(CODE, ADA))
    client = PollingClient(gateway)
    await client.open()
    arrival = asyncio.Event()
    body = ("40/rooms," + json.dumps({"token": token})).encode()
    posting = asyncio.create_task(request(gateway, "POST", client.query, body, arrival=arrival))
    await idle()
    await client.say("1")
    arrival.set()
    assert (await posting).status == 200
    assert not await is_connected(node)
    assert node.relay.hosted == 0


async def test_commands_on_the_way_while_entering_are_refused_by_closing(
    node: Backstage, gateway: RoomGateway
) -> None:
    await node.room(ADA)
    client = PollingClient(gateway)
    await client.open()
    node.store.confirming.close()
    entering = asyncio.create_task(client.enter(node.tokens.issue(Identity(CODE, ADA))))
    await idle()
    assert (await client.say('42/rooms,["room:leave"]')).status == 200
    node.store.confirming.open()
    await entering
    assert not await is_connected(node)
    assert list((await node.store.get(CODE)).members) == [ADA]


# Upgrades.


async def upgraded(gateway: RoomGateway, client: PollingClient) -> WebSocketClient:
    """The same connection over a WebSocket, whose other half is the poll that was under way."""
    poll = await polled(client)
    socket = WebSocketClient(gateway, f"EIO=4&transport=websocket&sid={client.sid}")
    await socket.say("2probe")
    assert socket.frames == ["3probe"]
    assert await poll == ["6"]
    await socket.say("5")
    return socket


async def test_a_connection_becomes_a_websocket(node: Backstage, gateway: RoomGateway) -> None:
    client = await inside(node, gateway)
    socket = await upgraded(gateway, client)
    await node.change(lambda room: room.toggle_lock(by=ADA))
    await idle()
    assert socket.messages == ['2/rooms,["room:lock_toggled",{"isLocked":true}]']
    assert (await client.poll()).status == 400
    await socket.vanish()
    assert not await is_connected(node)


async def test_what_comes_during_the_upgrade_is_held_back_for_the_websocket(
    node: Backstage, gateway: RoomGateway
) -> None:
    client = await inside(node, gateway)
    poll = await polled(client)
    socket = WebSocketClient(gateway, f"EIO=4&transport=websocket&sid={client.sid}")
    await socket.say("2probe")
    await poll
    await node.change(lambda room: room.toggle_lock(by=ADA))
    await idle()
    assert await client.read(1) == ["6"]
    await socket.say("5")
    assert len(socket.messages) == 1


@pytest.mark.parametrize(
    "frames", [["2"], ["5"], ["x"], [b"2probe"], ["2probe", "3"], ["2probe", "x"]]
)
async def test_an_upgrade_that_fails_leaves_the_polling_connection_as_it_was(
    node: Backstage, gateway: RoomGateway, frames: list[str | bytes]
) -> None:
    client = await inside(node, gateway)
    socket = WebSocketClient(gateway, f"EIO=4&transport=websocket&sid={client.sid}")
    await socket.say(*frames)
    assert socket.served.done()
    await node.change(lambda room: room.toggle_lock(by=ADA))
    await idle()
    packets = [packet for packet in await client.read(1) if packet != "6"]
    assert packets == ['42/rooms,["room:lock_toggled",{"isLocked":true}]']
    assert await is_connected(node)


async def test_an_upgrade_that_breaks_off_leaves_the_polling_connection_as_it_was(
    node: Backstage, gateway: RoomGateway
) -> None:
    client = await inside(node, gateway)
    socket = WebSocketClient(gateway, f"EIO=4&transport=websocket&sid={client.sid}")
    await socket.say("2probe")
    await socket.vanish()
    await asyncio.sleep(INTERVAL)
    assert "2" in await client.read(2)
    assert await is_connected(node)


async def test_one_upgrade_at_a_time(node: Backstage, gateway: RoomGateway) -> None:
    client = await inside(node, gateway)
    first = WebSocketClient(gateway, f"EIO=4&transport=websocket&sid={client.sid}")
    await first.say("2probe")
    second = WebSocketClient(gateway, f"EIO=4&transport=websocket&sid={client.sid}")
    await second.say("2probe", "5")
    assert second.served.done()
    assert second.frames == []
    await first.say("5")
    third = WebSocketClient(gateway, f"EIO=4&transport=websocket&sid={client.sid}")
    await third.served
    assert third.is_refused
    assert first.is_open


async def test_a_connection_that_is_closed_during_the_upgrade_ends_the_websocket(
    node: Backstage, gateway: RoomGateway
) -> None:
    client = await inside(node, gateway)
    socket = WebSocketClient(gateway, f"EIO=4&transport=websocket&sid={client.sid}")
    await socket.say("2probe")
    await node.change(lambda room: room.close(by=ADA))
    await asyncio.sleep(2)
    await socket.say("5")
    assert socket.messages[-1] == "1/rooms,"
    assert socket.served.done()


# Requests.


async def test_a_plain_request_for_a_websocket_is_refused(gateway: RoomGateway) -> None:
    for headers in (((b"upgrade", b"websocket"),), ()):
        answer = await request(gateway, "GET", OPENING + "websocket", headers=headers)
        assert answer.status == 400


async def test_a_request_whose_client_is_gone_is_not_served(gateway: RoomGateway) -> None:
    async def receive() -> dict[str, object]:
        return {"type": "http.disconnect"}

    async def send(message: object) -> None:
        raise AssertionError

    scope = a_scope("http", OPENING + "polling", ())
    await gateway.handle_request(scope, receive, send)
    assert gateway.eio.sockets == {}


@pytest.mark.parametrize(
    ("origin", "status"),
    [(b"https://friend.example", 200), (b"https://foe.example", 400), (b"null", 400)],
)
async def test_pages_of_foreign_origins_are_refused(
    gateway: RoomGateway, origin: bytes, status: int
) -> None:
    headers = ((b"origin", origin),)
    answer = await request(gateway, "GET", OPENING + "polling", headers=headers)
    assert answer.status == status
