"""Connections without a network: what is said to a client, as the client reads it."""

import asyncio
import json
from collections.abc import Callable
from typing import Any

from engineio.packet import Packet

from entrypoints.realtime.transport import RoomTransport

Said = tuple[Any, ...]
"""`("CONNECT", data)`, `("DISCONNECT",)`, `("REFUSED", data)`, `("ack", number, answer)`, or an
event: its name and its payload, if it has one."""


class Line(RoomTransport):
    """A connection whose other end is the test."""

    def __init__(
        self,
        sid: str,
        on_hang_up: Callable[["Line"], None],
        on_close: Callable[["Line"], None],
    ) -> None:
        self.sid = sid
        self.closed = False
        self.packets: list[Packet] = []
        self._on_hang_up = on_hang_up
        self._on_close = on_close

    def post(self, packet: Packet) -> None:
        if not self.closed:
            self.packets.append(packet)

    def hang_up_in(self, seconds: float) -> None:
        self._on_hang_up(self)
        super().hang_up_in(seconds)

    def hang_up(self) -> None:
        """As the real one: in a moment, not at once."""
        self._on_hang_up(self)
        self.keep()
        asyncio.get_running_loop().call_soon(self.die)

    def die(self) -> None:
        """The connection is lost now."""
        self.keep()
        if not self.closed:
            self.closed = True
            self._on_close(self)

    @property
    def said(self) -> list[Said]:
        """Everything that was said to the client."""
        return [read(packet) for packet in self.packets]

    @property
    def names(self) -> list[str]:
        return [name for name, *_ in self.said]

    def payloads(self, name: str) -> list[Any]:
        """What came with the events of this name."""
        return [said[1] for said in self.said if said[0] == name]

    @property
    def versions(self) -> list[int]:
        """The versions of the states that were shown."""
        return [state["version"] for state in self.payloads("room:state")]


def read(packet: Packet) -> Said:
    """A packet as the client reads it (Socket.IO protocol 5)."""
    text = str(packet.encode())
    assert text.startswith("4"), text
    kind, (namespace, _, rest) = text[1], text[2:].partition(",")
    assert namespace == "/rooms", text
    match kind:
        case "0":
            return ("CONNECT", json.loads(rest))
        case "1":
            assert rest == ""
            return ("DISCONNECT",)
        case "2":
            return tuple(json.loads(rest))
        case "3":
            number, _, answer = rest.partition("[")
            return ("ack", int(number), *json.loads("[" + answer))
        case "4":
            return ("REFUSED", json.loads(rest))
    raise AssertionError(text)
