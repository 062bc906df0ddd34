"""Uvicorn's HTTP, with the head and the body of an answer in one system call.

Uvicorn 0.54 writes them one after the other; an answer of ours is small, and both are there in
the same turn of the event loop.
"""

import asyncio
from typing import Any, cast

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from entrypoints.turn import turn_of


class GatheredTransport:
    """A transport that sends what was written in one turn of the loop together. What is closed
    has sent everything before; in all else it is as the transport `inside`."""

    def __init__(self, inside: asyncio.Transport, loop: asyncio.AbstractEventLoop) -> None:
        self.inside = inside
        self._written: list[bytes] = []
        self._turn = turn_of(loop)
        self.is_closing = inside.is_closing
        self.get_extra_info = inside.get_extra_info

    def write(self, data: bytes) -> None:
        """Send it when this turn of the loop ends."""
        if not self._written:
            self._turn.add(self.flush)
        self._written.append(data)

    def flush(self) -> None:
        """Send what is left of this turn now."""
        written, self._written = self._written, []
        if written and not self.inside.is_closing():
            self.inside.write(b"".join(written))

    def close(self) -> None:
        """Close it, once all of it is sent."""
        self.flush()
        self.inside.close()

    def __getattr__(self, name: str) -> Any:
        return getattr(self.inside, name)


class GatheredHttp(HttpToolsProtocol):
    """One connection."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        gathered = GatheredTransport(transport, self.loop)
        super().connection_made(cast("asyncio.Transport", gathered))

    def handle_websocket_upgrade(self) -> None:
        """A WebSocket has its own way of doing the same."""
        gathered = cast("GatheredTransport", self.transport)
        gathered.flush()
        self.transport = gathered.inside
        super().handle_websocket_upgrade()
