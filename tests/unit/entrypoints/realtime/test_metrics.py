"""What is counted of sockets: entries, commands, and what is refused to those who ask for too
much or read too little."""

import asyncio

import pytest
from engineio.packet import MESSAGE, Packet

from application.errors import StoreUnavailable
from application.ports import Identity
from entrypoints.realtime.debt import MOST
from entrypoints.realtime.gateway import RoomGateway
from entrypoints.realtime.inbox import CAPACITY
from tests.asgi_clients import WebSocketClient
from tests.backstage import ENTRIES, PATIENCE, Backstage
from tests.hurried_loop import idle
from tests.rooms import ADA, BEN, CODE, STRANGER
from tests.scrapes import Scrape, scrape_in
from tests.unit.entrypoints.realtime.conftest import AT_A_TIME, OUTSIDE

COMMANDS = "greenroom_commands_total"
DURATION = "greenroom_command_duration_seconds"
ENTERED = "greenroom_entries_total"
THROTTLED = "greenroom_throttled_total"
SLOW = "greenroom_slow_readers_total"


@pytest.fixture
async def ada(node: Backstage, gateway: RoomGateway) -> WebSocketClient:
    """The host, in a room of two."""
    await node.room(ADA, BEN)
    return await a_client(node, gateway, ADA)


async def a_client(node: Backstage, gateway: RoomGateway, user_id: str) -> WebSocketClient:
    client = WebSocketClient(gateway)
    await client.enter(node.tokens.issue(Identity(CODE, user_id)))
    return client


def told(node: Backstage) -> Scrape:
    return scrape_in(node.registry)


async def test_entries_are_counted_by_what_the_socket_was_told(
    node: Backstage, gateway: RoomGateway, ada: WebSocketClient
) -> None:
    await a_client(node, gateway, BEN)
    await a_client(node, gateway, STRANGER)
    for packet in ("40/rooms,", '40/rooms,{"token":"nonsense"}', "40/elsewhere,"):
        await WebSocketClient(gateway).say(packet)
    assert told(node).values(ENTERED, "result") == {
        "ok": 2,
        "MEMBER_NOT_FOUND": 1,
        "UNAUTHORIZED": 2,
        "INVALID_INPUT": 1,
    }


async def test_an_entry_that_a_fault_prevents_is_counted_with_its_code(
    node: Backstage, gateway: RoomGateway, ada: WebSocketClient
) -> None:
    node.store.committing.fail_next(StoreUnavailable())
    await a_client(node, gateway, BEN)
    assert told(node).values(ENTERED, "result") == {"ok": 1, "SERVICE_UNAVAILABLE": 1}


async def test_one_who_enters_too_often_is_counted_as_refused_and_as_throttled(
    node: Backstage, gateway: RoomGateway, ada: WebSocketClient
) -> None:
    for _ in range(ENTRIES):
        await a_client(node, gateway, ADA)
    assert told(node).values(ENTERED, "result") == {"ok": ENTRIES, "RATE_LIMITED": 1}
    assert told(node).values(THROTTLED, "limit") == {"connect": 1}


async def test_commands_are_counted_by_name_and_by_what_was_answered(
    node: Backstage, ada: WebSocketClient
) -> None:
    await ada.say('42/rooms,["room:toggle_lock"]', '42/rooms,1["room:toggle_lock"]')
    await ada.say('42/rooms,["room:kick",{"kickUserId":"nobody"}]', '42/rooms,["room:kick"]')
    lock = {"command": "room:toggle_lock"}
    kick = {"command": "room:kick"}
    figures = told(node)
    assert figures.figure(COMMANDS, **lock, result="ok") == 2
    assert figures.figure(COMMANDS, **kick, result="MEMBER_NOT_FOUND") == 1
    assert figures.figure(COMMANDS, **kick, result="INVALID_INPUT") == 1
    assert figures.figure(COMMANDS) == 4
    assert figures.values(f"{DURATION}_count", "command") == {
        "room:toggle_lock": 2,
        "room:kick": 2,
    }


async def test_a_command_lasts_from_its_arrival_its_wait_included(
    node: Backstage, ada: WebSocketClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    seconds = [100.0]
    for module in ("gateway", "metrics"):
        monkeypatch.setattr(f"entrypoints.realtime.{module}.perf_counter", lambda: seconds[0])
    node.store.committing.close()
    await ada.say('42/rooms,["room:toggle_lock"]', '42/rooms,["room:toggle_lock"]')
    seconds[0] = 103
    node.store.committing.open()
    await idle()
    lock = {"command": "room:toggle_lock"}
    assert told(node).figure(f"{DURATION}_count", **lock) == 2
    assert told(node).figure(f"{DURATION}_sum", **lock) == 6


async def test_events_that_clients_make_up_are_counted_as_one(
    node: Backstage, ada: WebSocketClient
) -> None:
    before = told(node).series()
    made_up = [*(f"made up {number}" for number in range(20)), "unknown", "connect", "ok", ""]
    for name in made_up:
        await ada.say(f'42/rooms,["{name}"]')
    assert told(node).figure(COMMANDS, command="unknown", result="INVALID_INPUT") == len(made_up)
    assert told(node).series() == before


async def test_commands_that_found_no_place_in_the_inbox_are_counted(
    node: Backstage, ada: WebSocketClient
) -> None:
    node.store.committing.close()
    await ada.say(*['42/rooms,["room:toggle_lock"]'] * (CAPACITY + 3))
    await asyncio.sleep(PATIENCE + 1)
    node.store.committing.open()
    assert told(node).figure(COMMANDS, result="BUSY") == 2
    assert told(node).figure(COMMANDS, result="SERVICE_UNAVAILABLE") == CAPACITY + 1


async def test_commands_that_come_too_fast_are_counted_as_throttled_alone(
    node: Backstage, ada: WebSocketClient
) -> None:
    for _ in range(AT_A_TIME + 7):
        await ada.say('42/rooms,["room:toggle_lock"]')
    assert told(node).values(THROTTLED, "limit") == {"commands": 7}
    assert told(node).figure(COMMANDS) == AT_A_TIME


async def test_connections_over_the_limit_are_counted_as_throttled(
    node: Backstage, gateway: RoomGateway
) -> None:
    clients = [WebSocketClient(gateway) for _ in range(OUTSIDE + 2)]
    await idle()
    assert [client.is_refused for client in clients[-3:]] == [False, True, True]
    assert told(node).values(THROTTLED, "limit") == {"connections": 2}


async def test_a_slow_reader_is_counted_once(
    node: Backstage, gateway: RoomGateway, ada: WebSocketClient
) -> None:
    (transport,) = gateway.eio.sockets.values()
    ada.reads.clear()
    assert told(node).figure(SLOW) == 0
    for _ in range(MOST // 1024 + 10):
        transport.post(Packet(MESSAGE, "x" * 1024))
    await idle()
    assert told(node).figure(SLOW) == 1
