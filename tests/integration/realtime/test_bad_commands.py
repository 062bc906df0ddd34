"""What no client should send as a command, one after another on one connection.

Every bad payload is answered by `error:room`, and by the acknowledgement where one was asked
for; never by silence and never as if it had worked.
"""

import pytest

from tests.nodes import Node
from tests.parties import Party
from tests.wires import Wire, answer_in, event_in

LONG = "x" * 5000

PAYLOADS = {
    "null": "null",
    "true": "true",
    "a number": "7",
    "not a number": "NaN",
    "a huge number": "1e999",
    "a string": '"ada"',
    "a list": "[]",
    "an empty object": "{}",
    "5 KB": f'"{LONG}"',
    "an unknown field": '{"kickUserId":"a","newHostId":"a","more":1}',
    "a field of 5 KB": f'{{"{LONG}":1}}',
    "deep nesting": "[" * 900 + "]" * 900,
    "null for the user": '{"kickUserId":null,"newHostId":null}',
    "a number for the user": '{"kickUserId":7,"newHostId":7}',
    "a list for the user": '{"kickUserId":["a"],"newHostId":["a"]}',
    "an empty string for the user": '{"kickUserId":"","newHostId":""}',
    "5 KB for the user": f'{{"kickUserId":"{LONG}","newHostId":"{LONG}"}}',
}

NAMES = {
    "an unknown event": '"room:nope"',
    "another spelling": '"ROOM:CLOSE"',
    "no name": '""',
    "a name of 5 KB": f'"{LONG}"',
    "connect": '"connect"',
    "disconnect": '"disconnect"',
    "message": '"message"',
    "connect_error": '"connect_error"',
    "an event of the server": '"room:state"',
    "what is in every object": '"__class__"',
    "half a character": '"\\ud800"',
    "control characters": '"\\u0000\\n\\u001b[31m"',
    "null": "null",
    "a number": "7",
    "a list": "[]",
    "an object": "{}",
}

NO_EVENTS = {
    "an empty list": "[]",
    "an object": "{}",
    "a string": '"room:close"',
    "a number in a string": '"7"',
    "null": "null",
    "true": "true",
    "nothing": "",
}


@pytest.mark.parametrize("event", ["room:kick", "room:transfer_host"])
async def test_a_payload_that_makes_no_sense_is_refused(node: Node, wire: Wire, event: str) -> None:
    fields = {"room:kick": "kickUserId", "room:transfer_host": "newHostId"}
    missing = {"nothing": ""}
    given = {name: "," + payload for name, payload in PAYLOADS.items()}
    extra = {"two payloads": f',{{"{fields[event]}":"a"}},{{"{fields[event]}":"a"}}'}
    cases = {name: f'["{event}"{rest}]' for name, rest in (missing | given | extra).items()}
    await _check_each_refused(node, wire, cases)


@pytest.mark.parametrize("event", ["room:close", "room:leave", "room:toggle_lock"])
async def test_a_payload_where_none_belongs_is_refused(node: Node, wire: Wire, event: str) -> None:
    fitting = ("null", "an empty object")
    given = {name: rest for name, rest in PAYLOADS.items() if name not in fitting}
    given["two payloads"] = "null,null"
    cases = {name: f'["{event}",{rest}]' for name, rest in given.items()}
    await _check_each_refused(node, wire, cases)


async def test_an_event_that_is_not_on_the_list_is_refused(node: Node, wire: Wire) -> None:
    cases = {name: f"[{event}]" for name, event in NAMES.items()}
    cases |= {name + " with a payload": f'[{event},{{"a":1}}]' for name, event in NAMES.items()}
    await _check_each_refused(node, wire, cases)


async def test_what_is_no_event_at_all_is_refused(node: Node, wire: Wire) -> None:
    await _check_each_refused(node, wire, NO_EVENTS)


async def test_the_largest_number_of_an_acknowledgement_comes_back_whole(
    node: Node, wire: Wire
) -> None:
    number = int("9" * 100)
    async with Party([node.url]) as party:
        await wire.enter((await party.invite("Ada")).token)
        assert await wire.ask("room:toggle_lock", ack_id=number) == {"ok": True}


async def test_a_field_whose_name_no_text_can_hold_is_refused(node: Node, wire: Wire) -> None:
    await _check_each_refused(node, wire, {"half": '["room:kick",{"\\ud800":1}]'})


async def _check_each_refused(node: Node, wire: Wire, cases: dict[str, str]) -> None:
    """Each of these, with and without a number to acknowledge; then the room is as it was."""
    async with Party([node.url]) as party:
        await wire.enter((await party.invite("Ada")).token)
        before = await party.room()
        for name, case in cases.items():
            await wire.say(f"42/rooms,7{case}")
            number, answer = answer_in(await wire.hear())
            error, payload = event_in(await wire.hear())
            assert number == 7, name
            assert answer == {"ok": False, "error": payload}, name
            assert (error, payload["code"]) == ("error:room", "INVALID_INPUT"), name
            assert set(payload) == {"code", "message"}, name
            await wire.say(f"42/rooms,{case}")
            assert event_in(await wire.hear()) == [error, payload], name
        assert await party.room() == before
        assert await wire.ask("room:toggle_lock") == {"ok": True}
