"""Uvicorn's WebSockets, with an end to what a client can make of one.

Overridden here, of uvicorn 0.54: a message in endless pieces of no bytes, which its size never
ends; text that is none, which was logged with a traceback; pings from a client that does not
read the answers; closing, which waited for the client to read what is left, for ever, and
read on for as long as it took; and a request that opens no WebSocket, which had no answer.

And it takes ready frames, and calls a listener in place of the application, of whose request
nothing is kept then.
"""

import asyncio
from contextlib import suppress
from typing import Any

import structlog
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import CloseCode, Frame
from websockets.http11 import Request

from entrypoints.arrivals import Arrivals
from entrypoints.ready_frames import EXTENSION, Listener, ReadyFrames
from entrypoints.writable import Writable

log = structlog.stdlib.get_logger(__name__)

PIECES = 64
"""Frames of one message."""

UNREAD = 256 * 1024
"""Bytes that may wait for a client when it sends a ping."""

CLOSING = 2.0
"""Seconds that a client has to close its end, and to read what is left."""

AFTERWARDS = 16 * 1024
"""Bytes that are read of a client after the end was said."""

NO_OPENING = (
    b'{"type":"about:blank","title":"Bad Request","status":400,'
    b'"detail":"A WebSocket is opened by GET, without a body (RFC 6455, 4.1)."}'
)
REFUSAL = (
    b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Type: application/problem+json\r\n"
    b"Content-Length: %d\r\n\r\n%b" % (len(NO_OPENING), NO_OPENING)
)


class BoundedWebSocket(WebSocketsSansIOProtocol, ReadyFrames):
    """One WebSocket that costs no more than it should, whatever the client does."""

    # Some of what uvicorn sets, and ours: with more than 30 names in its dictionary each
    # connection has one of its own, of 1,500 bytes.
    __slots__ = (
        "_after_the_end",
        "_last_call",
        "app",
        "app_state",
        "conn",
        "frames",
        "ping_timer",
        "pong_timer",
        "queue",
        "request",
        "response",
        "scope",
        "tasks",
        "transport",
        "writable",
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.app = self._served
        self.queue: Arrivals = Arrivals(self._hold)  # type: ignore[assignment]
        self.writable: Writable = Writable()  # type: ignore[assignment]
        self.close_timeout = CLOSING
        self._after_the_end = 0
        self._last_call: asyncio.TimerHandle | None = None

    def data_received(self, data: bytes) -> None:
        self.queue.in_a_row = 0
        if self.close_sent:
            self._after_the_end += len(data)
            if self._after_the_end > AFTERWARDS:
                self.transport.pause_reading()  # not closed at once: it may read what was said
                return
        super().data_received(data)
        if self.conn.handshake_exc is not None and not self.handshake_initiated:
            self._refuse()

    def handle_connect(self, event: Request) -> None:
        super().handle_connect(event)
        if not self.close_sent and not self.conn.extensions:
            offered: dict[str, Any] = self.scope["extensions"]  # its task has not begun
            offered[EXTENSION] = self

    def write_frame(self, frame: bytes) -> int:
        transport = self.transport
        unread = transport.get_write_buffer_size()
        if not self.close_sent and not transport.is_closing():
            transport.write(frame)
        return unread

    def abort(self) -> None:
        self.transport.abort()

    async def close(self) -> None:
        with suppress(Exception):  # the end has been said, or the client is gone
            await self.send({"type": "websocket.close"})

    def take_over(self, listener: Listener) -> None:
        self.request.headers.clear()  # the parser keeps the request
        self.scope = self.request = self.response = None  # type: ignore[assignment]
        self.queue.take_over(listener)

    async def _served(self, scope: Any, receive: Any, send: Any) -> Any:
        """By the application, and by the listener that it may have left here."""
        result = await self.config.loaded_app(scope, receive, send)
        del scope, receive, send  # of no use to a listener
        await self.queue.rest()
        return result

    def _hold(self, is_held: bool) -> None:
        if is_held == self.read_paused:
            return
        self.read_paused = is_held
        if is_held:
            self.transport.pause_reading()
        else:
            self.transport.resume_reading()

    def handle_cont(self, event: Frame) -> None:
        if self.close_sent:
            return
        super().handle_cont(event)
        if len(self.frames) >= PIECES:
            self.frames = []
            self.conn.fail(CloseCode.MESSAGE_TOO_BIG, f"over {PIECES} pieces")
            self.handle_parser_exception()

    def send_receive_event_to_app(self) -> None:
        if self.curr_msg_data_type == "bytes" or _is_text(b"".join(self.frames)):
            if self.queue.is_taken_over:
                self._call()
            else:
                super().send_receive_event_to_app()
            return
        self.frames = []
        if not self.close_sent:
            log.info("malformed packet", error="UnicodeDecodeError")
            self.conn.fail(CloseCode.INVALID_DATA, "not UTF-8")
            self.handle_parser_exception()

    def _call(self) -> None:
        """As uvicorn, which stops reading until a task has taken the message."""
        data, self.frames = b"".join(self.frames), []
        if self.close_sent:
            return
        is_text = self.curr_msg_data_type == "text"
        content = {"text": data.decode()} if is_text else {"bytes": data}
        self.queue.put_nowait({"type": "websocket.receive", **content})

    def handle_ping(self) -> None:
        if self.transport.get_write_buffer_size() > UNREAD:
            self.transport.abort()
        else:
            super().handle_ping()

    def on_task_complete(self, task: asyncio.Task[None]) -> None:
        super().on_task_complete(task)
        if not self.disconnected:
            self._last_call = self.loop.call_later(CLOSING, self.transport.abort)

    def _refuse(self) -> None:
        """Say that this request opens no WebSocket, and read no more than is on its way: closing
        with something unread would take the answer from who is still sending."""
        self.handshake_initiated = self.close_sent = True
        self.transport.write(b"".join(self.conn.data_to_send()) or REFUSAL)
        if self.transport.can_write_eof():
            self.transport.write_eof()
        self._last_call = self.loop.call_later(CLOSING, self.transport.abort)

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        if self._last_call is not None:
            self._last_call.cancel()


def _is_text(data: bytes) -> bool:
    if data.isascii():
        return True
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True
