"""Connections over WebSockets: opening, pings, what is no packet, and every way to end."""

import asyncio
import json

import pytest
from engineio.packet import MESSAGE, Packet
from structlog.testing import capture_logs

from application.ports import Identity
from entrypoints.realtime import ready_line
from entrypoints.realtime.debt import LONGEST, MOST, size_of
from entrypoints.realtime.door import REFUSED
from entrypoints.realtime.gateway import IDLE, LARGEST, RoomGateway
from entrypoints.realtime.ready_line import frame_of
from tests.asgi_clients import OPENING, WebSocketClient, request
from tests.backstage import ENTRIES, Backstage
from tests.hurried_loop import idle
from tests.rooms import ADA, BEN, CODE
from tests.unit.entrypoints.realtime.conftest import AT_A_TIME, OUTSIDE, WINDOW

INTERVAL = TIMEOUT = 10.0


@pytest.fixture(params=[False, True], ids=["ASGI alone", "ready frames"], autouse=True)
def runner(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """A client can't tell what the runner takes: everything here holds with both."""
    monkeypatch.setattr(WebSocketClient, "takes_ready_frames", request.param)


async def inside(
    node: Backstage, gateway: RoomGateway, user_id: str = ADA, *, new_room: bool = True
) -> WebSocketClient:
    """Someone in the room, over a WebSocket."""
    if new_room:
        await node.room(ADA, BEN)
    client = WebSocketClient(gateway)
    await client.enter(node.tokens.issue(Identity(CODE, user_id)))
    assert client.messages[0].startswith("0/rooms,")
    return client


async def is_connected(node: Backstage, user_id: str = ADA) -> bool:
    await idle()
    return (await node.store.get(CODE)).members[user_id].is_connected


async def test_the_handshake_tells_the_terms(gateway: RoomGateway) -> None:
    client = WebSocketClient(gateway)
    await idle()
    (opening,) = client.frames
    terms = json.loads(opening.removeprefix("0"))
    assert terms.pop("sid")
    assert terms == {
        "upgrades": [],
        "pingInterval": 10_000,
        "pingTimeout": 10_000,
        "maxPayload": LARGEST,
    }


async def test_a_command_is_answered_and_announced(node: Backstage, gateway: RoomGateway) -> None:
    client = await inside(node, gateway)
    await client.say('42/rooms,7["room:toggle_lock"]')
    assert set(client.messages[2:]) == {
        '3/rooms,7[{"ok":true}]',
        '2/rooms,["room:lock_toggled",{"isLocked":true}]',
    }


async def test_one_who_answers_pings_stays(node: Backstage, gateway: RoomGateway) -> None:
    client = await inside(node, gateway)
    for pings in range(1, 5):
        await asyncio.sleep(INTERVAL)
        await asyncio.sleep(TIMEOUT - 0.1)
        assert client.frames.count("2") == pings
        await client.say("3")
    assert client.is_open
    assert await is_connected(node)


async def test_one_who_is_silent_is_away_after_a_ping_and_its_timeout(
    node: Backstage, gateway: RoomGateway
) -> None:
    client = await inside(node, gateway)
    await asyncio.sleep(INTERVAL + TIMEOUT - 0.1)
    assert await is_connected(node)
    await asyncio.sleep(0.2)
    assert not await is_connected(node)
    assert not client.is_open
    assert client.served.done()


async def test_one_who_is_silent_and_reads_nothing_is_away_as_soon(
    node: Backstage, gateway: RoomGateway
) -> None:
    client = await inside(node, gateway)
    client.reads.clear()
    await node.change(lambda room: room.toggle_lock(by=ADA))
    await asyncio.sleep(INTERVAL + TIMEOUT + 0.1)
    assert not await is_connected(node)
    await asyncio.sleep(2 * TIMEOUT)
    client.reads.set()
    await idle()
    assert client.served.done()


async def test_one_whose_connection_breaks_is_away_at_once(
    node: Backstage, gateway: RoomGateway
) -> None:
    client = await inside(node, gateway)
    await client.vanish()
    assert not await is_connected(node)
    assert client.served.done()


async def test_one_whose_connection_breaks_with_much_unread_is_away_at_once(
    node: Backstage, gateway: RoomGateway
) -> None:
    client = await inside(node, gateway)
    client.reads.clear()
    await node.change(lambda room: room.toggle_lock(by=ADA))
    await idle()
    await client.vanish()
    assert not await is_connected(node)
    assert client.served.done()


async def test_one_who_closes_its_end_with_much_unread_is_away_at_once(
    node: Backstage, gateway: RoomGateway
) -> None:
    client = await inside(node, gateway)
    client.reads.clear()
    await node.change(lambda room: room.toggle_lock(by=ADA))
    await client.say("1")
    assert not await is_connected(node)
    assert not client.served.done()
    await asyncio.sleep(TIMEOUT + 0.1)
    assert client.served.done()
    client.reads.set()


@pytest.mark.parametrize("farewell", ["41/rooms,", "1"])
async def test_one_who_says_goodbye_is_away_at_once(
    node: Backstage, gateway: RoomGateway, farewell: str
) -> None:
    client = await inside(node, gateway)
    await client.say(farewell)
    assert not await is_connected(node)
    await asyncio.sleep(REFUSED + 0.1)
    assert client.served.done()


async def test_one_who_leaves_too_much_unread_is_cut_off(
    node: Backstage, gateway: RoomGateway
) -> None:
    client = await inside(node, gateway)
    (transport,) = gateway.eio.sockets.values()
    client.reads.clear()
    packet = Packet(MESSAGE, "x" * 1024)
    most, size = MOST, size_of(packet)
    if client.takes_ready_frames:  # nothing is in the runner's hands beside that
        most, size = ready_line.MOST, len(frame_of(packet))
    for _ in range(most // size + 1):
        transport.post(packet)
    await idle()
    assert await is_connected(node)
    transport.post(packet)
    await idle()
    assert not await is_connected(node)
    assert client.served.done()


async def test_one_who_leaves_something_unread_for_long_is_cut_off(
    node: Backstage, gateway: RoomGateway
) -> None:
    client = await inside(node, gateway)
    client.reads.clear()
    for _ in range(2):  # that something waits is noticed when there is more
        await node.change(lambda room: room.toggle_lock(by=ADA))
    await asyncio.sleep(LONGEST - 0.1)
    await node.change(lambda room: room.toggle_lock(by=ADA))
    assert await is_connected(node)
    await asyncio.sleep(0.2)
    await node.change(lambda room: room.toggle_lock(by=ADA))
    assert not await is_connected(node)
    assert client.served.done()


async def test_one_who_says_that_it_is_there_before_it_is_asked_is_asked_none_the_less(
    node: Backstage, gateway: RoomGateway
) -> None:
    client = await inside(node, gateway)
    for _ in range(3):
        await asyncio.sleep(INTERVAL / 2)
        await client.say("3")
    assert client.frames.count("2") == 1


async def test_a_connection_that_enters_no_room_is_closed(gateway: RoomGateway) -> None:
    client = WebSocketClient(gateway)
    await asyncio.sleep(IDLE - 0.1)
    assert client.is_open
    await asyncio.sleep(0.2)
    assert client.served.done()
    assert not client.is_open


async def test_one_who_is_refused_is_told_and_hung_up_on(gateway: RoomGateway) -> None:
    client = WebSocketClient(gateway)
    await client.enter("no token")
    await asyncio.sleep(REFUSED / 2)
    await client.enter("another one that is none")
    first, second = client.messages
    assert json.loads(first.removeprefix("4/rooms,"))["data"] == {"code": "UNAUTHORIZED"}
    assert second == first
    await asyncio.sleep(REFUSED / 2 + 0.1)
    assert client.served.done()


async def test_one_who_is_refused_twice_is_hung_up_on_at_once(gateway: RoomGateway) -> None:
    client = WebSocketClient(gateway)
    await client.say(*['40/rooms,{"token":"none"}'] * 1000)
    assert len(client.messages) == 2
    assert client.served.done()


async def test_one_more_connection_outside_a_room_than_an_address_may_have_is_refused(
    node: Backstage, gateway: RoomGateway
) -> None:
    await node.room(ADA)
    first, *others = [WebSocketClient(gateway) for _ in range(OUTSIDE)]
    await idle()
    late = WebSocketClient(gateway)
    await idle()
    assert late.is_refused
    assert late.served.done()
    assert len(gateway.eio.sockets) == OUTSIDE
    await first.enter(node.tokens.issue(Identity(CODE, ADA)))
    assert await is_connected(node)
    await others[0].vanish()
    for _ in range(2):  # for the one who is in a room, and for the one who is gone
        another = WebSocketClient(gateway)
        await idle()
        assert another.is_open


async def test_one_who_enters_too_often_is_told_when_to_come_back(
    node: Backstage, gateway: RoomGateway
) -> None:
    await node.room(ADA, BEN)
    token = node.tokens.issue(Identity(CODE, ADA))
    for _ in range(ENTRIES):
        client = WebSocketClient(gateway)
        await client.enter(token)
        assert client.messages[0].startswith("0/rooms,")
        await client.vanish()
    client = WebSocketClient(gateway)
    await client.enter(token)
    (refusal,) = client.messages
    told = json.loads(refusal.removeprefix("4/rooms,"))
    assert told["data"] == {"code": "RATE_LIMITED", "retryAfter": 3600}
    assert not await is_connected(node)
    assert await is_connected(node, BEN) is False
    await asyncio.sleep(REFUSED + 0.1)
    assert client.served.done()
    other = WebSocketClient(gateway)
    await other.enter(node.tokens.issue(Identity(CODE, BEN)))
    assert await is_connected(node, BEN)


TOGGLE = '42/rooms,1["room:toggle_lock"]'


async def test_more_commands_than_the_limit_are_refused_until_the_window_is_over(
    node: Backstage, gateway: RoomGateway
) -> None:
    client = await inside(node, gateway)
    for _ in range(AT_A_TIME):
        await client.say(TOGGLE)
    assert [answer for answer in client.messages if "RATE_LIMITED" in answer] == []
    version = (await node.store.get(CODE)).version
    await client.say(TOGGLE)
    ack, error = client.messages[-2:]
    assert ack.startswith('3/rooms,1[{"ok":false,"error":{"code":"RATE_LIMITED"')
    assert error.startswith('2/rooms,["error:room",{"code":"RATE_LIMITED"')
    assert (await node.store.get(CODE)).version == version
    await asyncio.sleep(WINDOW.total_seconds())
    await client.say(TOGGLE)
    assert client.is_open
    assert (await node.store.get(CODE)).version == version + 1


@pytest.mark.parametrize("packet", [TOGGLE, "43/rooms,1[]"], ids=["commands", "stray answers"])
async def test_one_who_goes_on_is_hung_up_on_and_nothing_more_is_answered(
    node: Backstage, gateway: RoomGateway, packet: str
) -> None:
    client = await inside(node, gateway)
    for _ in range(10):
        await client.say(*[packet] * 500)
    refused = [answer for answer in client.messages if answer.startswith('2/rooms,["error')]
    assert len([answer for answer in refused if "RATE_LIMITED" in answer]) == AT_A_TIME
    assert client.served.done()
    assert not await is_connected(node)


async def test_coming_back_on_another_connection_wins_no_further_commands(
    node: Backstage, gateway: RoomGateway
) -> None:
    first = await inside(node, gateway)
    for _ in range(AT_A_TIME):
        await first.say(TOGGLE)
    second = await inside(node, gateway, new_room=False)
    await second.say(TOGGLE)
    assert "RATE_LIMITED" in second.messages[-1]


@pytest.mark.parametrize("auth", ["", "{}", "7", "[]", '{"token":7}', '{"token":null}'])
async def test_a_handshake_without_a_token_is_refused(gateway: RoomGateway, auth: str) -> None:
    client = WebSocketClient(gateway)
    await client.say("40/rooms," + auth)
    assert "UNAUTHORIZED" in client.messages[-1]


async def test_one_whom_the_room_does_not_know_is_refused(
    node: Backstage, gateway: RoomGateway
) -> None:
    await node.room(ADA)
    for who, code in ((BEN, "MEMBER_NOT_FOUND"), (ADA, "ROOM_NOT_FOUND")):
        client = WebSocketClient(gateway)
        await client.enter(node.tokens.issue(Identity(CODE if who == BEN else "NOROOM", who)))
        assert code in client.messages[-1]
        await asyncio.sleep(REFUSED + 0.1)
        assert client.served.done()


@pytest.mark.parametrize("namespace", ["", "/,", "/other,", "/rooms2,"])
async def test_another_namespace_is_refused(gateway: RoomGateway, namespace: str) -> None:
    client = WebSocketClient(gateway)
    await client.say(f"40{namespace}{{}}")
    assert client.messages[-1].startswith(f"4{namespace or '/,'}")
    assert "INVALID_INPUT" in client.messages[-1]


NOT_A_PACKET = ["", "x", "7", "b", "bAAAA", "4", "4x", "49", "42", "42/rooms", "42/rooms,["]
NOT_FOR_US = ["0", "2", "6", '42["room:leave"]', '40/rooms,{"token":"x"}', "44/rooms,{}"]
NOT_FOR_US += ["461-/rooms,1[]", "4" + "[" * 9000, "42/rooms," + "[" * 9000, "x" * (LARGEST + 1)]


@pytest.mark.parametrize("frame", [*NOT_A_PACKET, *NOT_FOR_US, b"bytes"], ids=lambda it: it[:12])
async def test_what_no_client_sends_closes_the_connection(
    node: Backstage, gateway: RoomGateway, frame: str | bytes
) -> None:
    client = await inside(node, gateway)
    with capture_logs() as logs:
        await client.say(frame)
        await asyncio.sleep(0.1)
    if frame == "42/rooms":
        assert "INVALID_INPUT" in client.messages[-1]
        return
    assert client.served.done()
    assert not await is_connected(node)
    assert all(entry["log_level"] == "info" for entry in logs)


async def test_an_event_that_is_no_list_with_a_name_is_answered(
    node: Backstage, gateway: RoomGateway
) -> None:
    client = await inside(node, gateway)
    for data in ("", "{}", "[]", "[7]", '"room:leave"'):
        await client.say(f"42/rooms,{data}")
        assert "INVALID_INPUT" in client.messages[-1]
    assert client.is_open


async def test_a_binary_event_is_answered_and_closes_the_connection(
    node: Backstage, gateway: RoomGateway
) -> None:
    client = await inside(node, gateway)
    await client.say('451-/rooms,3["room:kick",{"_placeholder":true,"num":0}]', b"bytes")
    assert client.messages[-2].startswith('3/rooms,3[{"ok":false')
    assert "INVALID_INPUT" in client.messages[-1]
    assert client.served.done()


async def test_a_stray_acknowledgement_does_no_harm(node: Backstage, gateway: RoomGateway) -> None:
    client = await inside(node, gateway)
    await client.say("43/rooms,1[]")
    assert client.is_open


@pytest.mark.parametrize("packet", ['42/rooms,["room:leave"]', "41/rooms,"])
async def test_what_comes_before_entering_closes_the_connection(
    gateway: RoomGateway, packet: str
) -> None:
    client = WebSocketClient(gateway)
    await client.say(packet)
    assert client.served.done()


async def test_what_comes_while_entering_closes_the_connection(
    node: Backstage, gateway: RoomGateway
) -> None:
    """The WebSocket is not read on meanwhile, but a polling client's next body is."""
    await node.room(ADA)
    client = WebSocketClient(gateway)
    node.store.confirming.close()
    await client.enter(node.tokens.issue(Identity(CODE, ADA)))
    (transport,) = gateway.eio.sockets.values()
    await gateway._handle_eio_message(transport.sid, '2/rooms,["room:leave"]')
    await idle()
    node.store.confirming.open()
    await idle()
    assert client.served.done()
    assert not await is_connected(node)


async def test_draining_says_goodbye_and_lets_nobody_in(
    node: Backstage, gateway: RoomGateway
) -> None:
    ada = await inside(node, gateway)
    node.store.committing.close()
    draining = asyncio.create_task(gateway.drain(5.0))
    await idle()
    assert not ada.is_open
    assert not draining.done()
    late = WebSocketClient(gateway)
    await idle()
    assert late.served.done()
    node.store.committing.open()
    await draining
    assert not await is_connected(node)
    await gateway.drain(5.0)
    assert ada.served.done()


async def test_draining_closes_connections_in_turn_and_serves_the_others_meanwhile(
    node: Backstage, gateway: RoomGateway
) -> None:
    first = [await inside(node, gateway)]
    crowd = first + [WebSocketClient(gateway) for _ in range(98)]
    last = await inside(node, gateway, BEN, new_room=False)
    draining = asyncio.create_task(gateway.drain(5.0))
    await asyncio.sleep(0.5)
    assert gateway.is_draining
    assert 40 < sum(client.is_open for client in crowd) < 60
    await last.say('42/rooms,7["room:kick",{"kickUserId":"nobody"}]')
    assert any(message.startswith('3/rooms,7[{"ok":false') for message in last.messages)
    await draining
    assert not any(client.is_open for client in [*crowd, last])
    assert not await is_connected(node)


async def test_a_node_that_drains_opens_no_connection(
    node: Backstage, gateway: RoomGateway
) -> None:
    await inside(node, gateway)
    node.store.committing.close()
    draining = asyncio.create_task(gateway.drain(5.0))
    await idle()
    late = WebSocketClient(gateway)
    await late.served
    assert late.is_refused
    assert (await request(gateway, "GET", OPENING + "polling")).status == 503
    assert gateway.eio.sockets == {}
    node.store.committing.open()
    await draining


async def test_draining_waits_for_those_who_are_entering(
    node: Backstage, gateway: RoomGateway
) -> None:
    await node.room(ADA)
    client = WebSocketClient(gateway)
    node.store.confirming.close()
    await client.enter(node.tokens.issue(Identity(CODE, ADA)))
    draining = asyncio.create_task(gateway.drain(5.0))
    await idle()
    assert not draining.done()
    node.store.confirming.open()
    await draining
    assert not await is_connected(node)
    assert client.messages == []


async def test_an_unknown_transport_is_refused(gateway: RoomGateway) -> None:
    client = WebSocketClient(gateway, OPENING + "carrier_pigeon")
    await client.served
    assert client.is_refused
    assert client.frames == []
