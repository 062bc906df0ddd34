"""People with the stock JavaScript client at nodes that come and go: what they missed, and when."""

import asyncio
from collections.abc import Iterable, Sequence
from typing import Any

from tests.agreement import knowledge
from tests.hearing import Heard
from tests.javascript import JavaScriptPlayer
from tests.watching_client import WatchingClient

OF_THE_CLIENT = {"connect", "upgrade", "connect_error", "disconnect", "reconnect_attempt", "ack"}
"""What is heard of the client itself, and changes nothing in the room."""

UNCOUNTED = {"error:room", "room:expiring", "user:token"}
"""Events that are not of the room's changes."""


class Onlooker(JavaScriptPlayer):
    """One who also remembers when."""

    def __init__(self, url: str, token: str, transport: str, address: str) -> None:
        super().__init__(url, token, transport, address)
        self.transport = transport or "as in the document"
        self.address = address
        self.times: list[float] = []

    def __str__(self) -> str:
        return f"{self.transport} from {self.address}"

    def hear(self, *heard: Any) -> None:
        self.times.append(asyncio.get_running_loop().time())
        super().hear(*heard)

    @property
    def is_inside(self) -> bool:
        """Whether it is connected, and has been shown the room since."""
        own = [name for name in self.names if name in ("connect", "disconnect", "room:state")]
        return own[-1:] == ["room:state"]

    @property
    def known(self) -> WatchingClient:
        """What it knows. Raises `AssertionError` when what it was told makes no sense."""
        return [knowledge(visit) for visit in visits(self.heard)][-1]

    @property
    def interruptions(self) -> list[float]:
        """For how many seconds it was away, each time."""
        found: list[float] = []
        gone: float | None = None
        for name, at in zip(self.names, self.times, strict=True):
            if name == "disconnect":
                gone = at
            elif name == "room:state" and gone is not None:
                found.append(at - gone)
                gone = None
        return found


def visits(heard: Iterable[Heard]) -> list[list[Heard]]:
    """What was heard of the room, from each time on that the client was let in."""
    found: list[list[Heard]] = []
    for name, *payload in heard:
        if name == "connect":
            found.append([])
        elif name not in OF_THE_CLIENT:
            found[-1].append((name, *payload))
    return found


def stretches(heard: Iterable[Heard]) -> list[list[Heard]]:
    """The events of the room between one `room:state` and the next."""
    found: list[list[Heard]] = [[]]
    for said in heard:
        if said[0] == "room:state":
            found.append([])
        elif said[0] not in OF_THE_CLIENT | UNCOUNTED:
            found[-1].append(said)
    return found


def is_part_of(stretch: Sequence[Heard], whole: Sequence[Heard]) -> bool:
    """Whether these events follow each other there, with nothing between them."""
    length = len(stretch)
    return any(whole[at : at + length] == stretch for at in range(len(whole) - length + 1))
