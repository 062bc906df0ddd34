"""What no client library sends at all. The connection is closed; the server goes on.

Engine.IO protocol 4 and Socket.IO protocol 5; packets as in `tests.wires`.
"""

import asyncio
import json
from contextlib import suppress

import pytest
from websockets.exceptions import ConnectionClosed

from tests.nodes import Node
from tests.parties import Party
from tests.wires import Wire, a_poll, a_websocket, event_in

EVENT = '["room:toggle_lock"]'

IN_A_MESSAGE = {
    "nothing": "4",
    "a type that is none": "49",
    "a letter": "4x",
    "not JSON": "42/rooms,[",
    "JSON and more": '42/rooms,["room:toggle_lock"]]',
    "a number of 5000 digits": f"42/rooms,[{'9' * 5000}]",
    "deep nesting": '42/rooms,["room:kick",' + "[" * 7000,
    "an acknowledgement number of 101 digits": "42/rooms," + "9" * 101 + EVENT,
    "an acknowledgement number in other digits": "42/rooms,²" + EVENT,
    "an event of another namespace": "42" + EVENT,
    "an event of an unknown namespace": "42/other," + EVENT,
    "a second CONNECT": '40/rooms,{"token":"garbage"}',
    "an acknowledgement with attachments": "461-/rooms,1[]",
    "too many attachments": "459999999999999-/rooms," + EVENT,
    "a packet that only servers send": '44/rooms,{"message":"x"}',
    "an object in place of a packet": '4{"type":2}',
    "bytes": "bAAAA",
}
"""What a Socket.IO packet can't be, in an Engine.IO message."""

NO_PACKET = {
    "a letter": "x",
    "a type that is none": "7",
    "bytes that are none": "b=A",
    "deep nesting": "4" + "[" * 9000,
}
"""What an Engine.IO packet can't be."""

WRONG_SIDE = {"open": "0", "ping": "2", "noop": "6"}
"""Engine.IO packets that only a server sends, save for the probe of an upgrade."""


@pytest.mark.parametrize("packet", IN_A_MESSAGE.values(), ids=IN_A_MESSAGE.keys())
async def test_a_malformed_message_closes_the_connection(
    node: Node, wire: Wire, packet: str
) -> None:
    await _check_closed(node, wire, packet)


@pytest.mark.parametrize("packet", NO_PACKET.values(), ids=NO_PACKET.keys())
async def test_what_is_no_packet_closes_the_connection(node: Node, wire: Wire, packet: str) -> None:
    await _check_closed(node, wire, packet)


@pytest.mark.parametrize("packet", WRONG_SIDE.values(), ids=WRONG_SIDE.keys())
async def test_a_packet_of_the_wrong_side_closes_the_connection(
    node: Node, wire: Wire, packet: str
) -> None:
    await _check_closed(node, wire, packet)


async def test_a_second_entry_closes_the_connection(node: Node, wire: Wire) -> None:
    async with Party([node.url]) as party:
        ada = await party.invite("Ada")
        await wire.enter(ada.token)
        await wire.say("40/rooms," + json.dumps({"token": ada.token}))
        assert await wire.rest() == []
        await ada.enter()


async def test_a_binary_event_is_answered_and_closes_the_connection(node: Node) -> None:
    async with Party([node.url]) as party, a_websocket(node.url) as wire:
        await wire.enter((await party.invite("Ada")).token)
        head = '451-/rooms,1["room:kick",{"_placeholder":true,"num":0}]'
        await wire.say(head, b"\x00\x01")
        answer, error = await wire.rest()
        assert answer.startswith('43/rooms,1[{"ok":false')
        assert event_in(error)[1]["code"] == "INVALID_INPUT"


async def test_binary_data_without_an_event_closes_the_connection(node: Node) -> None:
    async with Party([node.url]) as party, a_websocket(node.url) as wire:
        await wire.enter((await party.invite("Ada")).token)
        await wire.say(b"\x04\x02")
        assert await wire.rest() == []


async def test_bytes_that_a_stock_client_sends_are_answered_or_close(node: Node) -> None:
    async with Party([node.url]) as party:
        ada = await party.invite("Ada")
        await ada.enter()
        await ada.send("room:kick", b"\x00\x01")
        assert (await ada.until("error:room"))["code"] == "INVALID_INPUT"


async def test_a_message_over_16_kib_closes_the_connection(node: Node) -> None:
    async with a_websocket(node.url) as wire:
        await _check_closed(node, wire, f'42/rooms,["room:kick","{"x" * 17_000}"]')


async def test_a_message_over_16_kib_in_pieces_closes_the_connection(node: Node) -> None:
    async with Party([node.url]) as party, a_websocket(node.url) as wire:
        await wire.enter((await party.invite("Ada")).token)
        with suppress(ConnectionClosed):
            await wire.link.send(['42/rooms,["room:kick","', *["x" * 1000] * 20, '"]'])
        assert await wire.rest() == []


async def test_a_body_over_16_kib_closes_the_connection(node: Node) -> None:
    async with a_poll(node.url) as wire:
        await _check_closed(node, wire, f'42/rooms,["room:kick","{"x" * 17_000}"]')


async def test_a_message_of_almost_16_kib_is_read(node: Node, wire: Wire) -> None:
    async with Party([node.url]) as party:
        await wire.enter((await party.invite("Ada")).token)
        answer = await wire.ask("room:kick", {"kickUserId": "x" * 16_000})
        assert answer["error"]["code"] == "INVALID_INPUT"


async def test_what_is_sent_to_a_closed_connection_is_refused(node: Node) -> None:
    async with a_poll(node.url) as wire:
        await wire.say("4")
        await wire.say("4")
        assert wire.statuses == [200, 400]


@pytest.mark.parametrize("namespace", ["/", "/other", "/rooms/", "/rooms2", "/ROOMS"])
async def test_another_namespace_is_refused_and_the_connection_is_closed(
    node: Node, wire: Wire, namespace: str
) -> None:
    async with Party([node.url]) as party:
        token = (await party.invite("Ada")).token
        await wire.say(f"40{namespace},{json.dumps({'token': token})}")
        (refusal,) = await wire.rest()
        assert refusal.startswith(f"44{namespace},{{")
        told = json.loads(refusal.partition(",")[2])
        assert set(told) == {"message", "data"}
        assert told["data"] == {"code": "INVALID_INPUT"}


async def test_the_main_namespace_in_short_is_refused_and_the_connection_is_closed(
    wire: Wire,
) -> None:
    await wire.say("40")
    (refusal,) = await wire.rest()
    assert refusal.startswith(("44{", "44/,{"))


async def test_a_namespace_that_no_text_can_hold_closes_the_connection(node: Node) -> None:
    async with a_poll(node.url) as wire:
        await wire.say('4"0/\\ud800,"')
        answer = await wire.http.get(wire.path)
        assert answer.status_code in (200, 400)


async def test_a_command_before_entering_closes_the_connection(wire: Wire) -> None:
    await wire.say("42/rooms,1" + EVENT)
    assert await wire.rest() == []


async def test_a_stray_acknowledgement_does_no_harm(node: Node, wire: Wire) -> None:
    async with Party([node.url]) as party:
        await wire.enter((await party.invite("Ada")).token)
        await wire.say("43/rooms,1[]")
        assert await wire.ask("room:toggle_lock") == {"ok": True}


async def _check_closed(node: Node, wire: Wire, packet: str) -> None:
    """Sent by a member, this closes its connection; another one goes on undisturbed."""
    async with Party([node.url]) as party:
        ada, ben = await party.welcome("Ada"), await party.invite("Ben")
        await wire.enter(ben.token)
        async with asyncio.timeout(5):
            await wire.say(packet)
            assert await wire.rest() == []
        assert (await ada.until("user:disconnected"))["user"]["id"] == ben.id
        assert await ada.call("room:toggle_lock") == {"ok": True}
        await ben.enter()
