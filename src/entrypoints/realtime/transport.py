"""The Engine.IO connection under a socket, with what the library leaves open closed.

Overridden here, of python-engineio 4.15: the WebSocket loop (one malformed frame must neither
log a traceback nor leak the connection; a task per message is not needed), what a polling
client sends (the library drops more than 16 packets at once and says that all is well), pings
(a task per connection is not needed, and the library's look at its clients comes up to a ping
timeout late), and closing (which waited for a client that may never poll again).
"""

import asyncio
from collections.abc import Callable
from typing import Any

import structlog
from engineio.async_socket import AsyncSocket
from engineio.exceptions import EngineIOError
from engineio.packet import NOOP, PING, Packet

from entrypoints.realtime.debt import Debt, size_of
from entrypoints.realtime.line import Line
from entrypoints.realtime.queued_line import QueuedLine
from entrypoints.realtime.reading import Called, read
from entrypoints.realtime.ready_line import ReadyLine
from entrypoints.realtime.received import packets_in, posted
from entrypoints.realtime.timers import cancel, later
from entrypoints.realtime.upgrading import is_upgraded
from entrypoints.realtime.websocket import RoomWebSocket

log = structlog.stdlib.get_logger(__name__)

AT_ONCE = 16
"""Packets in the answer to one poll. The stock Python client gives up at a longer one."""


class RoomTransport(AsyncSocket):  # type: ignore[misc]
    """One client's connection: a WebSocket, or a sequence of polls that may become one."""

    connected: bool
    upgrading: bool
    is_ending = False
    """Whether nothing more is read: the connection is to be closed."""

    is_called = False
    """Whether the runner calls it with what the client sends, so that no task waits for that."""

    is_refused = False
    """Whether it has tried to enter in vain."""

    _is_cut = False
    _awaits_pong = False
    _leave_lobby: Callable[[], None] | None = None
    _hang_up_at: asyncio.TimerHandle | None = None
    _pulse: asyncio.TimerHandle | None = None  # the next ping, or the end of the wait for a pong
    _line: Line | None = None  # once it is a WebSocket

    def __init__(self, server: Any, sid: str, leave_lobby: Callable[[], None]) -> None:
        """`leave_lobby` is called once, when the connection has entered a room or is closed."""
        super().__init__(server, sid)
        self._leave_lobby = leave_lobby
        self._debt = Debt()

    @property
    def is_read(self) -> bool:
        """Whether what the client sends is read."""
        return not (self.closed or self.is_ending)

    def post(self, packet: Packet) -> None:
        """Put a packet on its way. Nothing happens when the connection is closed.

        A client that leaves too much unread, or for too long, is cut off: it would grow the
        queue until memory ends.
        """
        if self.closed or self._is_cut:
            return
        line = self._line
        if not (self._queued(packet) if line is None else line.write(packet)):
            log.info("slow reader cut off")
            self.server.metrics.cut_off()
            self.cut()

    async def send(self, pkt: Packet) -> None:
        """What the library itself has to say."""
        self.post(pkt)

    def admit(self) -> None:
        """The connection has entered a room, and may live."""
        self.keep()
        self._be_no_stranger()

    def hang_up_in(self, seconds: float) -> None:
        """Close the connection by then, unless `keep` is called before. Never later than
        an earlier call said."""
        at = asyncio.get_running_loop().time() + seconds
        if self._hang_up_at is None or at < self._hang_up_at.when():
            self.keep()
            self._hang_up_at = later(seconds, self.hang_up)

    def keep(self) -> None:
        """Let the connection live."""
        cancel(self._hang_up_at)
        self._hang_up_at = None

    def hang_up(self) -> None:
        """Close the connection after everything that was posted, and read nothing more. A
        stock client comes back."""
        self.keep()
        if not self.closed and not self.closing and not self.is_ending:
            self.is_ending = True
            self.server.start_background_task(self._close_down)

    def cut(self) -> None:
        """Close the connection without regard for what was posted."""
        self._is_cut = True
        self.hang_up()
        if self._line is not None:
            self._line.cut()

    def start_pings(self) -> None:
        """Ask every now and then whether the client is there, and give it up if it is silent."""
        self.last_ping = None  # the library's own watch over pings has nothing to see
        self._next_pulse(self.server.ping_interval, self._ping)

    def schedule_ping(self) -> None:
        """The client says that it is there, which counts when it was asked."""
        if self._awaits_pong:
            self._awaits_pong = False
            self.start_pings()

    async def close(self, wait: bool = True, abort: bool = False, reason: Any = None) -> None:
        """Close the connection and forget it, whoever wanted it. What was posted still goes out,
        but nobody waits for the client to read it."""
        if self.closed or self.closing:
            return
        self.keep()
        self._be_no_stranger()
        cancel(self._pulse)
        # A CLOSE packet makes the stock Python client stay away. A poll has to be answered with
        # something, and the next one finds nothing here; a WebSocket just ends.
        await super().close(wait=False, abort=True, reason=reason)
        self.server.sockets.pop(self.sid, None)
        if self._line is not None:
            self._line.end()
        else:
            self.queue.put_nowait(Packet(NOOP))
            self.queue.put_nowait(None)  # ends the poll under way

    async def poll(self) -> list[Packet]:
        """What waits for the client, which waits for the first of it: a ping, if nothing else."""
        queue, debt = self.queue, self._debt  # which go when it becomes a WebSocket meanwhile
        packets = [await queue.get()]
        while packets[-1] is not None and len(packets) < AT_ONCE and not queue.empty():
            packets.append(queue.get_nowait())
        if packets[-1] is None:
            queue.put_nowait(packets.pop())  # for whoever else is waiting
        debt.read(sum(map(size_of, packets)))
        return packets

    async def handle_post_request(self, environ: dict[str, Any]) -> None:
        """Take what a polling client sends: a stock one sends all that has piled up at once."""
        body = await posted(environ, self.server.max_http_buffer_size, self.server.ping_timeout)
        if self.closed:
            return  # meanwhile
        try:
            received = packets_in(body)
        except ValueError as error:
            log.info("malformed packet", error=type(error).__name__)
            raise EngineIOError from None
        for packet in received:
            if self.is_read:
                await self.receive(packet)

    def _be_no_stranger(self) -> None:
        if self._leave_lobby is not None:
            self._leave_lobby()
            self._leave_lobby = None

    def _ping(self) -> None:
        self._awaits_pong = True
        self.post(Packet(PING))
        self._next_pulse(self.server.ping_timeout, self.hang_up)

    def _next_pulse(self, seconds: float, then: Callable[[], None]) -> None:
        cancel(self._pulse)
        self._pulse = later(seconds, then)

    async def _close_down(self) -> None:
        await self.close(reason=self.server.reason.SERVER_DISCONNECT)

    def _queued(self, packet: Packet) -> bool:
        self.queue.put_nowait(packet)
        return self._debt.told(size_of(packet), asyncio.get_running_loop().time())

    async def _websocket_handler(self, ws: RoomWebSocket) -> None:
        if self.connected and not await self._upgrade(ws):
            return
        self.connected = self.upgraded = True
        if ws.ready_frames is not None:
            self.is_called = True
            self._begin(ReadyLine(ws.ready_frames, self.server.ping_timeout))
            ws.ready_frames.take_over(Called(self))
            return
        line = QueuedLine(ws, self._silence, self.server.ping_timeout)
        self._begin(line)
        try:
            await read(self, line)
        finally:
            await self.end()

    def _begin(self, line: Line) -> None:
        """From now on everything goes by this WebSocket, beginning with what waits."""
        while not self.queue.empty():
            if (packet := self.queue.get_nowait()) is not None:
                line.write(packet)
        self._line = line
        del self.queue, self._debt  # for those who poll; a queue has 3 KB

    async def end(self) -> None:
        """Nothing comes over the WebSocket any more. Returns when that is over with."""
        await self.close(reason=self.server.reason.TRANSPORT_CLOSE)
        if self._line is not None:
            self._line.end()
            await self._line.ended()

    async def _upgrade(self, ws: RoomWebSocket) -> bool:
        if self.upgrading:
            return False  # one at a time
        self.upgrading = True  # the library answers polls with nothing meanwhile
        try:
            return await is_upgraded(ws, self.post, self._silence)
        finally:
            self.upgrading = False

    @property
    def _silence(self) -> float:
        """Seconds in which the client owes a pong."""
        return float(self.server.ping_interval + self.server.ping_timeout)
