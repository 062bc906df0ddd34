"""The way of packets to and from a WebSocket."""

from typing import Protocol

from engineio.packet import Packet


class Line(Protocol):
    """One WebSocket's. There are two kinds, alike in all that a client can notice."""

    def write(self, packet: Packet) -> bool:
        """Put a packet on its way. False when the client leaves too much unread, or for too
        long, to go on."""
        ...

    async def frame(self) -> str | bytes:
        """The next frame of the client. Raises `OSError` when it is gone, has been told that
        this is the end, or was cut; `TimeoutError` when it was silent for too long."""
        ...

    def end(self) -> None:
        """Say the end after everything that was written. May be called again."""
        ...

    async def ended(self, patience: float) -> None:
        """Returns when the end is said. A client that does not come to reading it in `patience`
        seconds is cut, and one that is cut is not waited for."""
        ...

    def cut(self) -> None:
        """End it at once, whatever is unread."""
        ...
