"""Uvicorn's HTTP, with everything that is written in a turn of the event loop in one system call.

Uvicorn 0.54 writes the head and the body of an answer one after the other, though both are there
in the same turn; and a WebSocket, which a connection may become, hears of all that a commit of
many changes has brought.
"""

import asyncio
from typing import Any, cast

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from entrypoints.turn import turn_of


class GatheredTransport:
    """A transport that sends what was written in one turn of the loop together. What is closed
    has sent everything before; in all else it is the transport `inside`."""

    __slots__ = ("_inside", "_turn", "_written")

    def __init__(self, inside: asyncio.Transport, loop: asyncio.AbstractEventLoop) -> None:
        self._inside = inside
        self._written: list[bytes] = []
        self._turn = turn_of(loop)

    def write(self, data: bytes) -> None:
        """Send it when this turn of the loop ends."""
        if not self._written:
            self._turn.add(self._flush)
        self._written.append(data)

    def _flush(self) -> None:
        written, self._written = self._written, []
        if written and not self._inside.is_closing():
            self._inside.write(b"".join(written))

    def close(self) -> None:
        """Close it, once all of it is sent."""
        self._flush()
        self._inside.close()

    def write_eof(self) -> None:
        """Say the end of what is sent, once all of it is."""
        self._flush()
        self._inside.write_eof()

    def abort(self) -> None:
        """End the connection at once: what was written has had its chance to be sent."""
        self._flush()
        self._inside.abort()

    # As these are asked for with every frame, they are not left to `__getattr__`.

    def is_closing(self) -> bool:
        return self._inside.is_closing()

    def get_write_buffer_size(self) -> int:
        """Bytes of earlier turns that wait."""
        return self._inside.get_write_buffer_size()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inside, name)


class GatheredHttp(HttpToolsProtocol):
    """One connection, also for the WebSocket that it may become."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        gathered = GatheredTransport(transport, self.loop)
        super().connection_made(cast("asyncio.Transport", gathered))
