"""The witness of the sockets names whatever is not in the AsyncAPI document."""

import json

import pytest

from entrypoints.realtime.asyncapi import asyncapi_document
from tests.witness.conversation import Conversation
from tests.witness.described import Described
from tests.witness.readings import Readings

READINGS = Readings(Described(json.loads(asyncapi_document("1.2.3"))))

ENTRY, ENTERED = '40/rooms,{"token":"t"}', '40/rooms,{"sid":"s"}'
REFUSAL = '{"code":"INVALID_INPUT","message":"No."}'
UNAVAILABLE = '{"code":"SERVICE_UNAVAILABLE","message":"No."}'
TOGGLE, SENSELESS = '["room:toggle_lock"]', '["room:kick",7]'
FITTING = (
    TOGGLE,
    '["room:toggle_lock",null]',
    '["room:toggle_lock",{}]',
    '["room:kick",{"kickUserId":"a"}]',
)
UNFIT = (
    SENSELESS,
    '["room:nope"]',
    '["connect",{"token":"t"}]',
    '["room:state"]',
    '["room:kick"]',
    '["room:kick",{"kickUserId":"a","more":1}]',
    '["room:kick",{"kickUserId":"\\ud800"}]',
    '["room:kick",{"kickUserId":"a"},{"kickUserId":"a"}]',
    '["room:toggle_lock",7]',
    '["room:toggle_lock",null,null]',
    "[]",
    "{}",
    "",
    "[",
)


def faults(*said: str | None) -> list[str]:
    """What is found in this: packets by turns from the client and to it, `...` to skip one."""
    conversation = Conversation(READINGS)
    for number, packet in enumerate(said):
        if packet != "...":
            (conversation.say if number % 2 else conversation.hear)(packet)
    return conversation.faults


def fault(*said: str | None) -> str:
    (only,) = faults(*said)
    return only


def test_an_ordinary_conversation_is_fine() -> None:
    assert (
        faults(
            *("...", '0{"sid":"e","upgrades":[]}', ENTRY, ENTERED),
            *("42/rooms,7" + TOGGLE, '43/rooms,7[{"ok":true}]', "...", "2", "3", "6"),
            *("...", '42/rooms,["room:lock_toggled",{"isLocked":true}]'),
            *("42/rooms," + TOGGLE, f'42/rooms,["error:room",{UNAVAILABLE}]'),
            *("...", '42/rooms,["user:kicked"]', "41/rooms,", "41/rooms,"),
        )
        == []
    )


@pytest.mark.parametrize(
    ("packet", "what"),
    [
        ('2/rooms,["room:lock_changed",{"isLocked":true}]', "room:lock_changed: no such event"),
        ('2/rooms,["room:kick",{"kickUserId":"a"}]', "room:kick: no such event"),
        ('2/rooms,["connect_error",{}]', "connect_error: no such event"),
        (
            '2/rooms,["room:lock_toggled",{"isLocked":true,"by":"a"}]',
            "room:lock_toggled: $: Additional properties are not allowed ('by' was unexpected)",
        ),
        (
            '2/rooms,["room:lock_toggled",{"isLocked":1}]',
            "room:lock_toggled: $.isLocked: 1 is not of type 'boolean'",
        ),
        ('2/rooms,["room:lock_toggled"]', "room:lock_toggled: no payload"),
        ('2/rooms,["room:lock_toggled",{}]', "'isLocked' is a required property"),
        (
            '2/rooms,["room:lock_toggled",{"isLocked":true},1]',
            "room:lock_toggled: more than one payload",
        ),
        ('2/rooms,["user:kicked",{}]', "user:kicked: a payload where none belongs"),
        ('2/rooms,["user:kicked",null]', "user:kicked: a payload where none belongs"),
        ('2/rooms,["user:left",{"reason":"BORED","userId":"a"}]', "'BORED' is not one of"),
        ('2/rooms,["room:expiring",{"expiresAt":"soon"}]', "'soon' is not a 'date-time'"),
        ('2/rooms,["error:room",{"code":"NOPE","message":""}]', "'NOPE' is not one of"),
        ('2/rooms,7["user:kicked"]', "user:kicked: an event that asks for an answer"),
        ("2/rooms,[]", "no event"),
        ("2/rooms,[", "no event"),
        ('2["user:kicked"]', "no packet of /rooms"),
        ('2/other,["user:kicked"]', "no packet of /rooms"),
        ('51-/rooms,["user:kicked"]', "no packet that a server sends"),
        ("1/rooms,7{}", "no packet that a server sends"),
        ("9", "no packet of /rooms"),
    ],
)
def test_what_the_server_says_that_is_not_described_is_named(packet: str, what: str) -> None:
    assert what in fault(ENTRY, ENTERED, "...", "4" + packet)


def test_a_field_too_many_is_named_at_any_depth() -> None:
    user = '{"id":"a","displayName":"A","roomCode":"C","isConnected":true,"joinedAt":"","age":7}'
    assert "$.user: Additional properties" in fault(
        "...", f'42/rooms,["user:joined",{{"user":{user}}}]'
    )


@pytest.mark.parametrize("packet", [None, "b", "7", "x"])
def test_what_is_no_packet_at_all_is_named(packet: str | None) -> None:
    assert "no packet" in fault("...", packet)


@pytest.mark.parametrize(
    ("answer", "what"),
    [
        ('[{"ok":true,"version":7}]', "ack:done: $: Additional properties"),
        ("[]", "no answer"),
        ('[{"ok":true},1]', "no answer"),
        ("", "no answer"),
        ('[{"ok":false}]', "ack:refused: $: 'error' is a required property"),
        ('[{"ok":false,"error":{"code":"NOPE","message":"No."}}]', "'NOPE' is not one of"),
        ("[7]", "ack:refused: $: 7 is not of type 'object'"),
        (f'[{{"ok":false,"error":{REFUSAL}}}]', "room:toggle_lock fits, and is INVALID_INPUT"),
    ],
)
def test_an_answer_that_is_not_described_is_named(answer: str, what: str) -> None:
    assert any(
        what in one for one in faults(ENTRY, ENTERED, "42/rooms,7" + TOGGLE, "43/rooms,7" + answer)
    )


def test_an_answer_that_nobody_asked_for_is_named() -> None:
    done = '43/rooms,7[{"ok":true}]'
    assert "nobody asked for" in fault("42/rooms,8" + TOGGLE, done)
    assert "nobody asked for" in fault("42/rooms,7" + TOGGLE, done, "...", done)


@pytest.mark.parametrize("command", FITTING)
def test_a_command_that_fits_may_be_refused_but_not_as_invalid(command: str) -> None:
    refused = f'43/rooms,7[{{"ok":false,"error":{UNAVAILABLE}}}]'
    assert faults("42/rooms,7" + command, refused) == []
    invalid = f'42/rooms,["error:room",{REFUSAL}]'
    assert "a command that fits is INVALID_INPUT" in fault("42/rooms," + command, invalid)


@pytest.mark.parametrize("command", UNFIT)
def test_a_command_that_does_not_fit_is_refused_and_not_done(command: str) -> None:
    refused, done = f'43/rooms,7[{{"ok":false,"error":{REFUSAL}}}]', '43/rooms,7[{"ok":true}]'
    assert faults("42/rooms,7" + command, refused) == []
    assert any("does not fit" in one for one in faults("42/rooms,7" + command, done))


@pytest.mark.parametrize("packet", [*("42/rooms," + each for each in UNFIT), "4", "49", None, "bA"])
def test_what_does_not_fit_is_not_passed_over(packet: str | None) -> None:
    refused, done = f'42/rooms,["error:room",{REFUSAL}]', '43/rooms,7[{"ok":true}]'
    ask = "42/rooms,7" + TOGGLE
    assert faults(packet, refused, ask, done) == []
    assert "was not refused" in fault(packet, "2", ask, done)
    assert faults(packet) == []  # the connection may have ended


@pytest.mark.parametrize(
    "entry",
    ["40", "40/other," + '{"token":"t"}', "40/rooms,", "40/rooms,{}", '40/rooms,{"token":7}'],
)
def test_who_comes_with_a_handshake_that_does_not_fit_is_not_let_in(entry: str) -> None:
    refused = '44/rooms,{"message":"No.","data":{"code":"INVALID_INPUT"}}'
    assert faults(entry, refused) == []
    assert "let in" in fault(entry, ENTERED)


def test_a_handshake_that_fits_may_be_refused_but_not_as_invalid() -> None:
    refused = '44/rooms,{"message":"No.","data":{"code":"UNAUTHORIZED"}}'
    assert faults(ENTRY, refused) == []
    assert "a handshake that fits" in fault(ENTRY, refused.replace("UNAUTHORIZED", "INVALID_INPUT"))


def test_who_has_not_asked_is_not_let_in() -> None:
    assert "let in" in fault("...", ENTERED)


def test_how_someone_is_refused_is_described() -> None:
    assert "'NOT_HOST' is not one of" in fault(
        ENTRY, '44/rooms,{"message":"No.","data":{"code":"NOT_HOST"}}'
    )
