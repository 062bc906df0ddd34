"""The sockets described for machines: AsyncAPI 3.

Made from the structs that are read and written (`messages`). Seen from the server, as AsyncAPI
has it: what it `receive`s are commands, what it `send`s are events.
"""

import re
from inspect import getdoc
from typing import Any

import msgspec

from entrypoints.realtime.messages.examples import EXAMPLES
from entrypoints.realtime.messages.incoming import INCOMING, Handshake, Incoming
from entrypoints.realtime.messages.outgoing import OUTGOING, Outgoing
from entrypoints.realtime.messages.replies import Done, Entered, EntryRefused, Refused
from entrypoints.realtime.packets import NAMESPACE

Json = dict[str, Any]
Kind = type[msgspec.Struct]

AROUND: dict[str, Kind] = {
    "connect": Handshake,
    "connected": Entered,
    "connect_error": EntryRefused,
    "ack:done": Done,
    "ack:refused": Refused,
}
"""The messages that are no events, under the names that they have in the document."""

EVENTS: tuple[type[Incoming | Outgoing], ...] = (*INCOMING, *OUTGOING)

NAMED: dict[str, Kind] = AROUND | {kind.event: kind for kind in EVENTS}
"""Every message by its name."""

SOURCE = re.compile(r" \(seed document[^)]*\)")
"""Where a rule comes from, which docstrings say to us alone."""

ABOUT = """Rooms that people enter with a code, live.

The transport is Socket.IO 5 (any of its clients) in the namespace `/rooms`. A message of this
document is an event with at most one argument, its payload; `connect` is the handshake's `auth`,
and `connected` and `connect_error` are how it is answered; `ack:done` and `ack:refused` are the
acknowledgement of a command, for clients that ask for one.
"""


def asyncapi_document(version: str) -> bytes:
    """The AsyncAPI document, as JSON."""
    document = {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Greenroom",
            "version": version,
            "description": ABOUT,
        },
        "defaultContentType": "application/json",
        "servers": {"this": _server()},
        "channels": {"rooms": _channel()},
        "operations": _operations(),
        "components": {"messages": _messages(), "schemas": _schemas()},
    }
    return msgspec.json.encode(document)


def _server() -> Json:
    return {
        "host": "{host}",
        "pathname": "/socket.io",
        "protocol": "ws",
        "description": "A node. Behind a proxy, `wss` and the proxy's name.",
        "variables": {"host": {"default": "127.0.0.1:3000", "description": "Name and port"}},
    }


def _channel() -> Json:
    return {
        "address": NAMESPACE,
        "title": "A room",
        "description": "The room of the token that the socket came with, and no other.",
        "messages": {_key(name): _ref("messages", _key(name)) for name in NAMED},
    }


def _operations() -> Json:
    asked = {kind.event: _receiving(kind.event, "ack:done", "ack:refused") for kind in INCOMING}
    told = {kind.event: {**_operation(kind.event), "action": "send"} for kind in OUTGOING}
    enter = _receiving("connect", "connected", "connect_error")
    return {_key(name): each for name, each in {"connect": enter, **asked, **told}.items()}


def _receiving(name: str, *answers: str) -> Json:
    reply = {"channel": {"$ref": "#/channels/rooms"}, "messages": [_in_room(a) for a in answers]}
    return {**_operation(name), "action": "receive", "reply": reply}


def _operation(name: str) -> Json:
    return {
        "channel": {"$ref": "#/channels/rooms"},
        "summary": _summary(NAMED[name]),
        "messages": [_in_room(name)],
    }


def _messages() -> Json:
    return {_key(name): _message(name, kind) for name, kind in NAMED.items()}


def _message(name: str, kind: Kind) -> Json:
    message: Json = {"name": name, "title": name, "summary": _summary(kind)}
    message["description"] = _told(getdoc(kind) or "")
    if kind.__struct_fields__:
        message["payload"] = _ref("schemas", kind.__name__)
        message["examples"] = [
            {"payload": msgspec.to_builtins(each)} for each in EXAMPLES if type(each) is kind
        ]
    return message


def _schemas() -> Json:
    kinds = [kind for kind in NAMED.values() if kind.__struct_fields__]
    _, components = msgspec.json.schema_components(
        kinds, ref_template="#/components/schemas/{name}"
    )
    for schema in components.values():
        if "description" in schema:
            schema["description"] = _told(schema["description"])
    return components


def _summary(kind: Kind) -> str:
    """The first sentence of what the struct says of itself."""
    first, _, _ = _told(getdoc(kind) or "").partition(". ")
    return first.rstrip(".")


def _told(docstring: str) -> str:
    """What a docstring says to everybody, on one line."""
    return SOURCE.sub("", " ".join(docstring.split()))


def _in_room(name: str) -> Json:
    return {"$ref": f"#/channels/rooms/messages/{_key(name)}"}


def _ref(part: str, name: str) -> Json:
    return {"$ref": f"#/components/{part}/{name}"}


def _key(name: str) -> str:
    """The name where only letters, digits, dots, dashes and underscores may be."""
    return name.replace(":", ".")
