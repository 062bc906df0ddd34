"""Socket.IO packets, read by hand and held against the AsyncAPI document.

What a packet is (Socket.IO protocol 5) is not left to the library that the server is made of.
"""

import json
import re
from functools import lru_cache
from typing import Any, NamedTuple

from tests.witness.described import NOTHING, Described, Occurrence

NAMESPACE = "/rooms"

ENTRY, ENTERED, ENTRY_REFUSED = "connect", "connected", "connect_error"
DONE, REFUSED = "ack:done", "ack:refused"
"""What the document calls those messages that are no events."""

KEPT = 256
"""Readings that are remembered: what is said to a room is read once, not for each that hears it."""

CONNECT, DISCONNECT, EVENT, ACK, CONNECT_ERROR, BINARY_EVENT, BINARY_ACK = "0123456"

_PACKET = re.compile(
    r"(?P<kind>[0-6])([0-9]+-)?((?P<namespace>/[^,?]*)[^,]*(,|$))?(?P<number>[0-9]*)(?P<json>.*)",
    re.DOTALL,
)


class Packet(NamedTuple):
    """`number` is that of an acknowledgement, if one is asked for or given; `json` the rest."""

    kind: str
    namespace: str
    number: str
    json: str


class Reading(NamedTuple):
    """What the data of a packet is: a message, what is wrong with it, what there is to see."""

    message: str
    faults: tuple[str, ...] = ()
    occurrences: frozenset[Occurrence] = frozenset()
    code: str = ""
    """With which something is refused."""

    @property
    def fits(self) -> bool:
        return not self.faults


def packet_in(text: str) -> Packet | None:
    """The packet, if it is one. What its `json` is remains to be read."""
    found = _PACKET.fullmatch(text)
    if found is None:
        return None
    kind, namespace, number, data = found.group("kind", "namespace", "number", "json")
    return Packet(kind, namespace or "/", number, data)


class Readings:
    """Reads the JSON of packets, each only once in a while."""

    def __init__(self, described: Described) -> None:
        self._described = described
        self.entry = lru_cache(KEPT)(self._entry)
        self.command = lru_cache(KEPT)(self._command)
        self.entered = lru_cache(KEPT)(self._entered)
        self.entry_refused = lru_cache(KEPT)(self._entry_refused)
        self.event = lru_cache(KEPT)(self._event)
        self.answer = lru_cache(KEPT)(self._answer)

    def answers(self, command: str) -> set[str]:
        """The messages that may answer a command; an unknown one is refused."""
        return self._described.commands.get(command, {REFUSED})

    def _entry(self, text: str) -> Reading:
        return self._from_client(ENTRY, _value(text))

    def _command(self, text: str) -> Reading:
        match _value(text):
            case [str(name), *arguments] if name in self._described.commands and name != ENTRY:
                payload = arguments[0] if arguments else NOTHING
                if len(arguments) > 1:
                    return Reading(name, ("more than one payload",))
                return self._from_client(name, payload)
        return Reading("", ("no command",))

    def _entered(self, text: str) -> Reading:
        return self._from_server(ENTERED, _value(text))

    def _entry_refused(self, text: str) -> Reading:
        return self._from_server(ENTRY_REFUSED, _value(text), "data", "code")

    def _event(self, text: str) -> Reading:
        match _value(text):
            case [str(name)] if name in self._described.events:
                return self._from_server(name, NOTHING)
            case [str(name), payload] if name in self._described.events:
                return self._from_server(name, payload, "code")
            case [str(name), *_] if name in self._described.events:
                return Reading(name, ("more than one payload",))
            case [str(name), *_]:
                return Reading(name, ("no such event",))
        return Reading("", ("no event",))

    def _answer(self, text: str) -> Reading:
        match _value(text):
            case [{"ok": True} as answer]:
                return self._from_server(DONE, answer)
            case [answer]:
                return self._from_server(REFUSED, answer, "error", "code")
        return Reading("", ("no answer",))

    def _from_server(self, name: str, payload: object, *code: str) -> Reading:
        faults = tuple(self._described.faults(name, payload))
        seen = () if faults else self._described.occurring(name, payload)
        return Reading(name, faults, frozenset(seen), _at(payload, code))

    def _from_client(self, name: str, payload: object) -> Reading:
        if not self._described.fits(name, payload):
            return Reading(name, ("does not fit",))
        return Reading(name, (), frozenset(self._described.occurring(name, payload)))


def _value(text: str) -> object:
    """What a JSON text says. What is none, or holds what no text can, is no message."""
    if not text:
        return NOTHING
    try:
        value: object = json.loads(text)
        json.dumps(value, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        return ...
    return value


def _at(payload: Any, path: tuple[str, ...]) -> str:
    """What stands there, where something does."""
    for key in path:
        payload = payload.get(key) if isinstance(payload, dict) else None
    return str(payload) if path and payload is not None else ""
