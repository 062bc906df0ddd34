"""The Engine.IO connection under a socket, with what the library leaves open closed.

Overridden here, of python-engineio 4.15: the WebSocket loop (one malformed frame must neither
log a traceback nor leak the connection; a task per message is not needed) and the opening of a
connection (so that it is of this class). Polling is the library's own.
"""

import asyncio
from typing import Any

import structlog
from engineio import AsyncServer
from engineio.async_socket import AsyncSocket
from engineio.packet import NOOP, OPEN, PING, PONG, UPGRADE, Packet

log = structlog.stdlib.get_logger(__name__)

OWED = 2048
"""Packets that may wait for a client to read them before it is given up."""


class RoomTransport(AsyncSocket):  # type: ignore[misc]
    """One client's connection: a WebSocket, or a sequence of polls that may become one."""

    connected: bool
    _hang_up_at: asyncio.TimerHandle | None = None
    _writer: asyncio.Task[None] | None = None

    def post(self, packet: Packet) -> None:
        """Put a packet on its way. Nothing happens when the connection is closed.

        A client that leaves too much unread is cut off: it would grow the queue until
        memory ends.
        """
        if self.closed:
            return
        if self.queue.qsize() >= OWED:
            self.cut()
            return
        self.queue.put_nowait(packet)

    def hang_up_in(self, seconds: float) -> None:
        """Close the connection by then, unless `keep` is called before. Never later than
        an earlier call said."""
        loop = asyncio.get_running_loop()
        at = loop.time() + seconds
        if self._hang_up_at is None or at < self._hang_up_at.when():
            self.keep()
            self._hang_up_at = loop.call_at(at, self.hang_up)

    def keep(self) -> None:
        """Let the connection live."""
        if self._hang_up_at is not None:
            self._hang_up_at.cancel()
            self._hang_up_at = None

    def hang_up(self) -> None:
        """Close the connection after everything that was posted. A stock client comes back."""
        self.keep()
        if not self.closed and not self.closing:
            self.server.start_background_task(self._close_down)

    def cut(self) -> None:
        """Close the connection without regard for what was posted."""
        self.hang_up()
        if self._writer is not None:
            self._writer.cancel()

    async def close(self, wait: bool = True, abort: bool = False, reason: Any = None) -> None:
        self.keep()
        await super().close(wait=wait, abort=abort, reason=reason)

    async def _close_down(self) -> None:
        await self.close(wait=False, reason=self.server.reason.SERVER_DISCONNECT)
        self.queue.put_nowait(None)  # ends the writer, and with it the WebSocket

    async def _websocket_handler(self, ws: Any) -> None:
        if self.connected and not await self._upgrade(ws):
            return
        self.connected = self.upgraded = True
        self._writer = asyncio.create_task(self._write(ws))
        try:
            await self._read(ws)
        except (TimeoutError, OSError):
            pass  # the client is gone, or silent for too long
        except Exception as error:
            log.info("malformed packet", error=type(error).__name__)
        finally:
            await self._end_websocket(self._writer)

    async def _end_websocket(self, writer: asyncio.Task[None]) -> None:
        self.queue.put_nowait(None)
        await asyncio.wait([writer], timeout=self.server.ping_timeout)
        writer.cancel()
        await self.close(wait=False, abort=True, reason=self.server.reason.TRANSPORT_CLOSE)

    async def _upgrade(self, ws: Any) -> bool:
        """Engine.IO's upgrade: a probe and its answer, then the client's word."""
        self.upgrading = True  # holds back what is sent meanwhile
        try:
            probe = Packet(encoded_packet=await self._frame(ws))
            if (probe.packet_type, probe.data) != (PING, "probe"):
                return False
            await ws.send(Packet(PONG, data="probe").encode())
            self.queue.put_nowait(Packet(NOOP))  # ends the poll that is waiting
            word = Packet(encoded_packet=await self._frame(ws))
            return bool(word.packet_type == UPGRADE)
        except (TimeoutError, OSError, ValueError):
            return False
        finally:
            self.upgrading = False

    async def _read(self, ws: Any) -> None:
        while not self.closed:
            await self.receive(Packet(encoded_packet=await self._frame(ws)))

    async def _frame(self, ws: Any) -> str:
        """The next text frame, within the time in which the client owes a pong."""
        async with asyncio.timeout(self.server.ping_interval + self.server.ping_timeout):
            frame = await ws.wait()
        if not isinstance(frame, str):
            raise ValueError("binary frame")
        if len(frame) > self.server.max_http_buffer_size:
            raise ValueError("frame too large")
        return frame

    async def _write(self, ws: Any) -> None:
        try:
            while (packet := await self.queue.get()) is not None:
                await ws.send(packet.encode())
        except (OSError, RuntimeError):
            pass  # the reader notices the same
        finally:
            await ws.close()


class RoomEngine(AsyncServer):  # type: ignore[misc]
    """Engine.IO with connections of our class."""

    start_service_task: bool

    async def _handle_connect(
        self, environ: dict[str, Any], transport: str, jsonp_index: int | None = None
    ) -> Any:
        """Open a connection. JSONP, for browsers without CORS, is not offered."""
        self._watch()
        sid = self.generate_id()
        connection = self.sockets[sid] = RoomTransport(self, sid)
        await connection.send(Packet(OPEN, self._handshake(sid, transport)))
        await self._trigger_event("connect", sid, environ, run_async=False)
        connection.schedule_ping()
        if transport == "websocket":
            answer = await connection.handle_get_request(environ)
            self.sockets.pop(sid, None)
            return answer
        connection.connected = True
        return self._ok(await connection.poll())

    def _handshake(self, sid: str, transport: str) -> dict[str, Any]:
        return {
            "sid": sid,
            "upgrades": self._upgrades(sid, transport),
            "pingTimeout": int(self.ping_timeout * 1000),
            "pingInterval": int(self.ping_interval * 1000),
            "maxPayload": self.max_http_buffer_size,
        }

    def _watch(self) -> None:
        """Start the library's task that finds clients which stopped answering pings."""
        if self.start_service_task:
            self.start_service_task = False
            self.service_task_handle = self.start_background_task(self._service_task)
