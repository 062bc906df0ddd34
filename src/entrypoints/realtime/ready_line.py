"""The way of packets to a WebSocket that takes ready frames."""

import asyncio

from engineio.packet import Packet
from websockets.frames import Frame, Opcode

from entrypoints.ready_frames import ReadyFrames
from entrypoints.realtime.debt import Debt
from entrypoints.realtime.line import Line

MOST = 256 * 1024
"""Bytes that may wait for the client, beside one packet that is larger by itself."""


class ReadyLine(Line):
    """Hands each packet to the WebSocket at once: no queue, no task, and nothing awaited.

    What this leaves out is waiting until the client has read, of which nothing is left to do
    here: what is unread waits in the transport, which sends what was told in one turn of the
    loop together, and is bounded by what the client owes.
    """

    __slots__ = ("_debt", "_ending", "_frames", "_patience")

    def __init__(self, frames: ReadyFrames, patience: float) -> None:
        """A client has `patience` seconds to come to the end."""
        self._frames = frames
        self._patience = patience
        self._debt: Debt | None = None  # while nothing waits, as nearly always
        self._ending: asyncio.Task[None] | None = None

    def write(self, packet: Packet) -> bool:
        frame = frame_of(packet)
        unread = self._frames.write_frame(frame)
        if unread:
            return self._may_owe(unread, len(frame))
        self._debt = None
        return True

    def _may_owe(self, unread: int, size: int) -> bool:
        """Whether the client may go on, when so much waits before a frame of this size."""
        now = asyncio.get_running_loop().time()
        if self._debt is None:
            self._debt = Debt(MOST)
            self._debt.told(unread, now)  # in whatever pieces: of one turn, or not long ago
        self._debt.left(unread)
        return self._debt.told(size, now)

    def end(self) -> None:
        self._ending = self._ending or asyncio.create_task(self._say_the_end())

    async def ended(self) -> None:
        if self._ending is not None:
            await asyncio.wait([self._ending])

    async def _say_the_end(self) -> None:
        try:
            async with asyncio.timeout(self._patience):
                await self._frames.close()
        except TimeoutError:
            self.cut()

    def cut(self) -> None:
        self._frames.abort()


def frame_of(packet: Packet) -> bytes:
    """The packet as a frame of a server, made once for all who are told."""
    try:
        frame: bytes = packet.frame
    except AttributeError:
        frame = Frame(Opcode.TEXT, packet.encode().encode()).serialize(mask=False)
        packet.frame = frame
    return frame
