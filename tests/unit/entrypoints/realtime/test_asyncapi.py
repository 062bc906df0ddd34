"""The sockets, described for machines."""

import json
from typing import Any

import pytest

from entrypoints.realtime.asyncapi import asyncapi_document
from entrypoints.realtime.messages.incoming import INCOMING
from entrypoints.realtime.messages.outgoing import OUTGOING
from tests.witness.described import Described

DOCUMENT: dict[str, Any] = json.loads(asyncapi_document("1.2.3"))
MESSAGES: dict[str, Any] = DOCUMENT["components"]["messages"]
EXAMPLES = [
    (key, example["payload"])
    for key, message in MESSAGES.items()
    for example in message.get("examples", ())
]


def faults(key: str, payload: object) -> list[str]:
    """What keeps this payload from fitting the message."""
    return list(Described(DOCUMENT).faults(MESSAGES[key]["name"], payload))


def names_of(action: str) -> set[str]:
    return {
        key.replace(".", ":")
        for key, operation in DOCUMENT["operations"].items()
        if operation["action"] == action
    }


def test_every_command_is_received_and_every_event_sent() -> None:
    assert names_of("receive") == {"connect"} | {kind.event for kind in INCOMING}
    assert names_of("send") == {kind.event for kind in OUTGOING}


def test_every_command_is_answered_in_one_of_two_ways() -> None:
    answers = {
        tuple(each["$ref"].rpartition("/")[2] for each in operation["reply"]["messages"])
        for key, operation in DOCUMENT["operations"].items()
        if operation["action"] == "receive" and key != "connect"
    }
    assert answers == {("ack.done", "ack.refused")}


def test_every_message_of_an_operation_is_one_of_the_channel() -> None:
    in_room = {
        f"#/channels/rooms/messages/{key}" for key in DOCUMENT["channels"]["rooms"]["messages"]
    }
    for operation in DOCUMENT["operations"].values():
        answers = operation.get("reply", {}).get("messages", [])
        assert {each["$ref"] for each in (*operation["messages"], *answers)} <= in_room


def test_every_message_with_a_payload_has_an_example() -> None:
    bare = {key for key, message in MESSAGES.items() if "payload" not in message}
    assert bare == {"room.close", "room.leave", "room.toggle_lock", "user.kicked"}
    assert {key for key, _ in EXAMPLES} == set(MESSAGES) - bare


@pytest.mark.parametrize(("key", "payload"), EXAMPLES)
def test_every_example_fits_its_schema(key: str, payload: object) -> None:
    assert faults(key, payload) == []


@pytest.mark.parametrize(
    ("key", "payload"),
    [
        ("room.kick", {}),
        ("room.kick", {"kickUserId": ""}),
        ("room.kick", {"kickUserId": "x", "more": 1}),
        ("user.left", {"reason": "BORED", "userId": "x"}),
        ("ack.done", {"ok": False}),
        ("ack.done", {}),
        ("ack.refused", {"ok": True, "error": {"code": "NOT_HOST", "message": "No."}}),
        ("error.room", {"code": "NO_SUCH_CODE", "message": "No."}),
    ],
)
def test_what_is_no_such_message_does_not_fit(key: str, payload: object) -> None:
    assert faults(key, payload) != []


def test_descriptions_are_sentences_on_one_line() -> None:
    told = [*MESSAGES.values(), *DOCUMENT["components"]["schemas"].values()]
    assert all("\n" not in each["description"] for each in told if "description" in each)
    assert all("seed" not in each["description"] for each in told if "description" in each)
    assert all(message["summary"] and message["description"] for message in MESSAGES.values())
