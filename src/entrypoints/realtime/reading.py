"""How what comes over a WebSocket is read: by a task, or, where the runner calls, by none."""

import asyncio
from collections.abc import Coroutine
from itertools import count
from typing import TYPE_CHECKING, Any

import structlog
from engineio.packet import MESSAGE, PONG, Packet

from entrypoints.arrivals import IN_A_ROW
from entrypoints.ready_frames import Listener
from entrypoints.realtime.queued_line import QueuedLine
from entrypoints.realtime.received import packet_in, text_in

if TYPE_CHECKING:
    from entrypoints.realtime.transport import RoomTransport

log = structlog.stdlib.get_logger(__name__)


async def read(transport: "RoomTransport", line: QueuedLine) -> None:
    """Take one frame after another, until nothing more is to be read, or nothing more comes."""
    try:
        for number in count(1):
            if not transport.is_read:
                return
            await transport.receive(packet_in(text_in(await line.frame())))
            if number % IN_A_ROW == 0:
                await asyncio.sleep(0)
    except (TimeoutError, OSError):
        pass  # the client is gone, or silent for too long
    except Exception as error:
        _tell_of(error)


class Called(Listener):
    """Takes the frames for a connection as `read` does."""

    __slots__ = ("_transport",)

    def __init__(self, transport: "RoomTransport") -> None:
        self._transport = transport

    def heard(self, frame: str | bytes) -> Coroutine[Any, Any, None] | None:
        if not self._transport.is_read:
            return None
        try:
            work = self._taken(packet_in(text_in(frame)))
        except Exception as error:
            self._fail(error)
            return None
        return work if work is None else self._seen_to(work)

    async def gone(self) -> None:
        await self._transport.end()

    def _taken(self, packet: Packet) -> Coroutine[Any, Any, None] | None:
        """What the library does about a packet; nothing is awaited for those that are usual."""
        if packet.packet_type == MESSAGE:
            work: Coroutine[Any, Any, None] | None
            work = self._transport.server.take(self._transport, packet.data)
            return work
        if packet.packet_type == PONG:
            self._transport.schedule_ping()
            return None
        return self._transport.receive(packet)  # type: ignore[no-any-return]

    async def _seen_to(self, work: Coroutine[Any, Any, None]) -> None:
        try:
            await work
        except Exception as error:
            self._fail(error)

    def _fail(self, error: Exception) -> None:
        _tell_of(error)
        self._transport.hang_up()


def _tell_of(error: Exception) -> None:
    log.info("malformed packet", error=type(error).__name__)
