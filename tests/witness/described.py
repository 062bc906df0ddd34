"""An AsyncAPI document as something to hold socket messages against."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from jsonschema import Draft202012Validator
from jsonschema.protocols import Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

Json = dict[str, Any]

NOTHING = object()
"""In place of a payload that is not there."""


class Occurrence(NamedTuple):
    """That a message was there; or, with a field, that this field of it had this value."""

    message: str
    field: str = ""
    value: str = ""


class Described:
    """The messages of a document, by the names that they have on the wire.

    Clients may send what a schema leaves open; the server may send nothing that is not in it.
    """

    def __init__(self, document: Json) -> None:
        self._document = document
        self._messages = {
            message["name"]: message
            for channel in document["channels"].values()
            for message in map(self._resolved, channel["messages"].values())
        }
        self._open = self._validators(document)
        self._closed = self._validators(_closed(document))
        self._choices = {name: list(self._choices_of(name)) for name in self._messages}
        self.commands = {name: self._answers(name) for name in self._names("receive")}
        """What the server takes, and the messages with which it answers."""
        self.events = set(self._names("send"))
        """What it says by itself."""

    def faults(self, name: str, payload: object) -> Iterator[str]:
        """What is wrong with what the server sends, a sentence each."""
        validator = self._closed.get(name)
        if validator is None:
            yield from [] if payload is NOTHING else ["a payload where none belongs"]
        elif payload is NOTHING:
            yield "no payload"
        else:
            for error in validator.iter_errors(payload):
                yield f"{error.json_path}: {error.message}"

    def fits(self, name: str, payload: object) -> bool:
        """Whether what a client sends is as it should be. Where nothing belongs, null or an
        empty object may be."""
        validator = self._open.get(name)
        if validator is None:
            return payload is NOTHING or payload is None or payload == {}
        return payload is not NOTHING and validator.is_valid(payload)

    def occurrences(self) -> set[Occurrence]:
        """Everything that there is to see: each message, and each value of those of its fields
        that have a list of values."""
        values = {
            Occurrence(name, ".".join(path), value)
            for name, choices in self._choices.items()
            for path, listed in choices
            for value in listed
        }
        return values | {Occurrence(name) for name in self._messages}

    def occurring(self, name: str, payload: object = NOTHING) -> Iterator[Occurrence]:
        """What of that is to see in this message, which is described."""
        yield Occurrence(name)
        for path, _ in self._choices[name]:
            value: Any = payload
            for key in path:
                value = value.get(key) if isinstance(value, dict) else None
            if value is not None:
                yield Occurrence(name, ".".join(path), value)

    def _validators(self, document: Json) -> dict[str, Validator]:
        """Of the messages that have a payload."""
        resource = Resource.from_contents(document, default_specification=DRAFT202012)
        registry: Registry[Any] = Registry().with_resource("document", resource)
        return {
            name: Draft202012Validator(
                {"$ref": f"document{message['payload']['$ref']}"},
                registry=registry,
                format_checker=Draft202012Validator.FORMAT_CHECKER,
            )
            for name, message in self._messages.items()
            if "payload" in message
        }

    def _names(self, action: str) -> Iterator[str]:
        for operation in self._document["operations"].values():
            if operation["action"] == action:
                yield from self._named(operation["messages"])

    def _answers(self, command: str) -> set[str]:
        return {
            answer
            for operation in self._document["operations"].values()
            if command in self._named(operation["messages"])
            for answer in self._named(operation["reply"]["messages"])
        }

    def _named(self, messages: list[Json]) -> list[str]:
        return [self._resolved(message)["name"] for message in messages]

    def _choices_of(self, name: str) -> Iterator[tuple[tuple[str, ...], list[str]]]:
        if "payload" in self._messages[name]:
            yield from self._choices_in(self._messages[name]["payload"])

    def _choices_in(
        self, schema: Json, path: tuple[str, ...] = ()
    ) -> Iterator[tuple[tuple[str, ...], list[str]]]:
        schema = self._resolved(schema)
        if "enum" in schema:
            yield path, schema["enum"]
        for key, part in schema.get("properties", {}).items():
            yield from self._choices_in(part, (*path, key))

    def _resolved(self, part: Json) -> Json:
        while "$ref" in part:
            found: Any = self._document
            for key in part["$ref"].removeprefix("#/").split("/"):
                found = found[key]
            part = found
        return part


def _closed(part: Any) -> Any:
    """The same, with no field in any object that is not listed."""
    if isinstance(part, list):
        return [_closed(each) for each in part]
    if not isinstance(part, dict):
        return part
    closed = {key: _closed(each) for key, each in part.items()}
    return {"additionalProperties": False, **closed} if part.get("type") == "object" else closed
