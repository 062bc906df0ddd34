"""What a client and the server say to each other, held against the AsyncAPI document."""

from collections import deque
from typing import NamedTuple

from tests.witness.described import Occurrence
from tests.witness.readings import (
    ACK,
    CONNECT,
    CONNECT_ERROR,
    DISCONNECT,
    DONE,
    EVENT,
    NAMESPACE,
    Packet,
    Reading,
    Readings,
    packet_in,
)

OPEN, CLOSE, PING, PONG, MESSAGE, UPGRADE, NOOP = "0123456"
FROM_ENGINE = (OPEN, CLOSE, PING, PONG, NOOP)
TO_ENGINE = (CLOSE, PING, PONG, UPGRADE)
"""What is said and heard for the transport's own sake (Engine.IO protocol 4)."""

ERROR, INVALID = "error:room", "INVALID_INPUT"


class _Asked(NamedTuple):
    """A command, and how many before it made no sense."""

    reading: Reading
    senseless: int


class Conversation:
    """One connection.

    Whatever the server says is described. Whatever a client says that is not is refused, or the
    end of the connection; what is described is never called invalid.
    """

    def __init__(self, readings: Readings) -> None:
        self._readings = readings
        self._entries: deque[bool] = deque()
        self._asked: dict[str, deque[_Asked]] = {}
        self._senseless = 0
        self._errors = self._invalid = 0
        self.faults: list[str] = []
        self.occurred: set[Occurrence] = set()

    def hear(self, text: str | None) -> None:
        """The client has sent this Engine.IO packet, or bytes."""
        if text is not None and text.startswith(TO_ENGINE):
            return
        packet = _packet(text)
        if packet is None:
            self._senseless += 1
        elif packet.kind == CONNECT:
            self._hear_entry(packet)
        elif packet.kind not in (DISCONNECT, ACK):
            self._hear_command(packet)

    def say(self, text: str | None) -> None:
        """The server has sent this Engine.IO packet, or bytes."""
        if text is not None and text.startswith(FROM_ENGINE):
            return
        packet = _packet(text)
        if packet is None or (packet.namespace != NAMESPACE and packet.kind != CONNECT_ERROR):
            self.faults.append(f"no packet of {NAMESPACE}: {_short(text)}")
        elif packet.kind == CONNECT:
            self._say_entered(packet)
        elif packet.kind == CONNECT_ERROR:
            self._say_refused(packet)
        elif packet.kind == EVENT:
            self._say_event(packet)
        elif packet.kind == ACK:
            self._say_answer(packet)
        elif packet.kind != DISCONNECT or packet.json:
            self.faults.append(f"no packet that a server sends: {_short(text)}")

    def _hear_entry(self, packet: Packet) -> None:
        reading = self._readings.entry(packet.json)
        self._entries.append(reading.fits and packet.namespace == NAMESPACE)
        self.occurred |= reading.occurrences

    def _hear_command(self, packet: Packet) -> None:
        reading = self._readings.command(packet.json)
        if packet.kind != EVENT or packet.namespace != NAMESPACE:
            reading = Reading("", ("no event of the namespace",))
        self.occurred |= reading.occurrences
        if packet.number:
            asked = _Asked(reading, self._senseless)
            self._asked.setdefault(packet.number, deque()).append(asked)
        if not reading.fits:
            self._senseless += 1

    def _say_entered(self, packet: Packet) -> None:
        self._see(packet, self._readings.entered(packet.json))
        if not self._entry():
            self.faults.append("let in, with a handshake that does not fit")

    def _say_refused(self, packet: Packet) -> None:
        reading = self._readings.entry_refused(packet.json)
        self._see(packet, reading)
        if self._entry() and reading.code == INVALID:
            self.faults.append(f"a handshake that fits is {INVALID}")

    def _entry(self) -> bool:
        """Whether the handshake that is answered next fits."""
        return bool(self._entries) and self._entries.popleft()

    def _say_event(self, packet: Packet) -> None:
        reading = self._readings.event(packet.json)
        self._see(packet, reading)
        if packet.number:
            self.faults.append(f"{reading.message}: an event that asks for an answer")
        if reading.message == ERROR:
            self._errors += 1
        if reading.message == ERROR and reading.code == INVALID:
            self._invalid += 1
            if self._invalid > self._senseless:
                self.faults.append(f"a command that fits is {INVALID}: {_short(packet.json)}")

    def _say_answer(self, packet: Packet) -> None:
        reading = self._readings.answer(packet.json)
        self._see(packet, reading)
        if not self._asked.get(packet.number):
            self.faults.append(f"an answer that nobody asked for: {_short(packet.json)}")
            return
        asked = self._asked[packet.number].popleft()
        command = asked.reading.message or "what is no command"
        if reading.message not in self._readings.answers(asked.reading.message):
            self.faults.append(f"{command} is answered with {reading.message}")
        if reading.message == DONE and not asked.reading.fits:
            self.faults.append(f"{command} is done, though it does not fit")
        if reading.message == DONE and asked.senseless > self._errors:
            self.faults.append(f"before {command}, something that does not fit was not refused")
        if reading.code == INVALID and asked.reading.fits:
            self.faults.append(f"{command} fits, and is {INVALID}: {_short(packet.json)}")

    def _see(self, packet: Packet, reading: Reading) -> None:
        self.occurred |= reading.occurrences
        for fault in reading.faults:
            self.faults.append(f"{reading.message}: {fault} in {_short(packet.json)}")


def _packet(text: str | None) -> Packet | None:
    return packet_in(text[1:]) if text is not None and text.startswith(MESSAGE) else None


def _short(text: str | None) -> str:
    return "bytes" if text is None else text if len(text) < 200 else text[:200] + "..."
