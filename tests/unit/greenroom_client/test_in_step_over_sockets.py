"""The client knows every message of the sockets' document, with its fields and types, and no
other."""

import json
from typing import Any

import msgspec
import pytest

from entrypoints.realtime.asyncapi import asyncapi_document
from greenroom_client import CloseReason, Code, LeaveReason
from greenroom_client.commands import COMMANDS
from greenroom_client.decoding import event_of, no_entry_in, refusal_in
from greenroom_client.events import NAMES
from greenroom_client.wire import Answer, Handshake, NoEntry
from tests.schemas import Shape, shape_of

DOCUMENT: dict[str, Any] = json.loads(asyncapi_document("1.2.3"))
MESSAGES = {message["name"]: message for message in DOCUMENT["components"]["messages"].values()}
EXAMPLES = [
    (name, example["payload"])
    for name, message in MESSAGES.items()
    for example in message.get("examples", ())
]

KNOWN: dict[str, type[msgspec.Struct]] = {
    **NAMES,
    **{command.name: command for command in COMMANDS},
    "connect": Handshake,
    "connect_error": NoEntry,
    "ack:done": Answer,
    "ack:refused": Answer,
}

OTHER = {LeaveReason.OTHER.value, CloseReason.OTHER.value}
"""What the client has for reasons that are not documented."""


def documented(name: str) -> Shape:
    message = MESSAGES[name]
    return shape_of(message["payload"], DOCUMENT) if "payload" in message else {}


def known(name: str) -> Shape:
    return shape_of(msgspec.json.schema(KNOWN[name]), msgspec.json.schema(KNOWN[name]))


def test_the_client_knows_every_message_and_no_other() -> None:
    library = {"connected"}  # its `sid` is for python-socketio
    assert set(KNOWN) | library == set(MESSAGES)


def test_events_and_commands_go_in_the_same_direction() -> None:
    sent = {"send": set(NAMES), "receive": {*(command.name for command in COMMANDS), "connect"}}
    for action, names in sent.items():
        operations = DOCUMENT["operations"].items()
        keys = {key for key, operation in operations if operation["action"] == action}
        assert keys == {name.replace(":", ".") for name in names}


@pytest.mark.parametrize("name", sorted({*KNOWN} - {"ack:done", "ack:refused"}))
def test_a_message_has_the_same_fields_of_the_same_types(name: str) -> None:
    assert without_codes(known(name)) == without_codes(documented(name))


def test_an_acknowledgement_is_one_of_the_two_that_are_documented() -> None:
    done, refused = documented("ack:done"), documented("ack:refused")
    assert without_codes(known("ack:done")) == {
        "ok": done["ok"],
        "error": (False, without_codes(refused["error"][1])),
    }
    assert set(done) == {"ok"}


@pytest.mark.parametrize(("name", "payload"), EXAMPLES)
def test_every_example_is_understood(name: str, payload: Any) -> None:
    kind = KNOWN.get(name)
    if name in NAMES:
        assert type(event_of(name, (payload,))) is kind
    elif name in ("ack:done", "ack:refused"):
        assert (refusal_in(payload) is None) is (name == "ack:done")
    elif name == "connect_error":
        assert no_entry_in(payload) is not None
    elif kind is not None:
        assert msgspec.to_builtins(msgspec.convert(payload, kind)) == payload


def test_every_code_is_known() -> None:
    told = {code for name in MESSAGES for code in codes_in(documented(name))}
    assert told
    assert told <= set(Code)


def codes_in(shape: Shape) -> set[str]:
    """The codes that this shape names, at any depth."""
    if not isinstance(shape, dict):
        return set()
    found = set(shape["code"][1]) if isinstance(shape.get("code", (0, 0))[1], frozenset) else set()
    return found.union(*(codes_in(inner) for _, inner in shape.values()))


def without_codes(shape: Shape) -> Shape:
    """With any text for a code, as the client takes those of newer servers too, and without
    its word for reasons that it does not know."""
    if isinstance(shape, list):
        return [without_codes(one) for one in shape]
    if isinstance(shape, frozenset):
        return shape - OTHER
    if isinstance(shape, dict):
        return {
            name: (required, "string" if name == "code" else without_codes(inner))
            for name, (required, inner) in shape.items()
        }
    return shape
