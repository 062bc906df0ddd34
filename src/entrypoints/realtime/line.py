"""The way of packets to a WebSocket."""

from typing import Protocol

from engineio.packet import Packet


class Line(Protocol):
    """One WebSocket's. There are two kinds, alike in all that a client can notice."""

    def write(self, packet: Packet) -> bool:
        """Put a packet on its way. False when the client leaves too much unread, or for too
        long, to go on."""
        ...

    def end(self) -> None:
        """Say the end after everything that was written. A client that does not come to reading
        it in time is cut. May be called again."""
        ...

    async def ended(self) -> None:
        """Returns when the end is said. One that is cut is not waited for."""
        ...

    def cut(self) -> None:
        """End it at once, whatever is unread."""
        ...
