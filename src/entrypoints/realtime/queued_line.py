"""The way of packets to a WebSocket of which nothing is known but ASGI."""

import asyncio

from engineio.packet import Packet

from entrypoints.realtime.debt import Debt, size_of
from entrypoints.realtime.line import Line
from entrypoints.realtime.timers import cancel
from entrypoints.realtime.websocket import RoomWebSocket


class QueuedLine(Line):
    """A queue, and a task that sends one packet after another as the client reads them."""

    def __init__(self, websocket: RoomWebSocket, silence: float, patience: float) -> None:
        """A client may be silent for so many seconds, and has `patience` to come to the end."""
        self._websocket = websocket
        self._silence = silence
        self._patience = patience
        self._debt = Debt()
        self._is_cut = False
        self._queue: asyncio.Queue[Packet | None] = asyncio.Queue()
        self._writer = asyncio.create_task(self._write())
        self._waiting: asyncio.Timeout | None = None  # for the next frame

    def write(self, packet: Packet) -> bool:
        self._queue.put_nowait(packet)
        return self._debt.told(size_of(packet), asyncio.get_running_loop().time())

    async def frame(self) -> str | bytes:
        """The next frame of the client. Raises `OSError` when it is gone, has been told that
        this is the end, or was cut; `TimeoutError` when it was silent for too long."""
        try:
            async with asyncio.timeout(self._silence) as self._waiting:
                frame: str | bytes = await self._websocket.wait()
                return frame
        finally:
            self._waiting = None

    def end(self) -> None:
        self._queue.put_nowait(None)

    async def ended(self) -> None:
        if not self._is_cut:
            await asyncio.wait([self._writer], timeout=self._patience)
        self._writer.cancel()

    def cut(self) -> None:
        self._is_cut = True
        cancel(self._writer)
        if self._waiting is not None:
            self._waiting.reschedule(0)

    async def _write(self) -> None:
        try:
            while (packet := await self._queue.get()) is not None:
                await self._websocket.send(packet.encode())
                self._debt.read(size_of(packet))
        except (OSError, RuntimeError):
            pass  # the reader notices the same
        finally:
            await self._websocket.close()
