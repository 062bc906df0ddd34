"""The Engine.IO server: how connections are opened.

Overridden here, of python-engineio 4.15: the opening of a connection, so that it is of our
class, counted, and without the library's task that goes round all of them; the form of a request
(`environ`); and requests that the library answers with an error of its own.
"""

from collections.abc import Callable, Coroutine
from typing import Any

from engineio import AsyncServer
from engineio.packet import OPEN, Packet

from entrypoints.realtime.environ import Environ, Message, Receive, Send, environ_of
from entrypoints.realtime.lobby import Lobby
from entrypoints.realtime.metrics import SocketMetrics
from entrypoints.realtime.transport import RoomTransport
from entrypoints.realtime.websocket import RoomWebSocket

ELSEWHERE = {
    "status": "503 SERVICE UNAVAILABLE",
    "headers": [("Content-Type", "text/plain"), ("Connection", "close"), ("Retry-After", "1")],
    "response": b"This node is about to stop.",
}
"""To one who comes while the node stops, over a connection that a proxy has kept open: the next
connection leads to another node. (A WebSocket is refused with 403, as ASGI has it.)"""


UNREAD = {"type": "http.request", "body": b"", "more_body": True}
"""The first of a body, as long as nobody has asked for it."""

CROWDED = {
    "status": "429 TOO MANY REQUESTS",
    "headers": [("Content-Type", "text/plain"), ("Connection", "close"), ("Retry-After", "10")],
    "response": b"Too many connections of this address are outside a room.",
}
"""To one of whose address enough are waiting. (A WebSocket is refused with 403, as ASGI has it.)"""

Take = Callable[[RoomTransport, object], Coroutine[Any, Any, None] | None]
"""What becomes of a message. Returns what is to be awaited before the next one, if anything is."""


class RoomEngine(AsyncServer):  # type: ignore[misc]
    """Engine.IO with connections of our class."""

    lobby: Lobby
    metrics: SocketMetrics
    take: Take
    is_draining = False
    """Whether connections are opened no more: this node is about to stop."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._async: dict[str, Any] = {
            **self._async,
            "websocket": RoomWebSocket,
            "translate_request": environ_of,
        }

    async def handle_request(self, scope: Message, receive: Receive, send: Send) -> Any:
        """Serve one request of ASGI. Nothing is done for a client that is gone by now; a body is
        left to the one who reads it, for it may be too large, or never come."""
        first = UNREAD if _has_body(scope) else await receive()
        if first["type"] not in ("http.request", "websocket.connect"):
            return None
        return await super().handle_request(scope, first, receive, send)

    async def _handle_connect(
        self, environ: Environ, transport: str, jsonp_index: int | None = None
    ) -> Any:
        """Open a connection. JSONP, for browsers without CORS, is not offered."""
        if self.is_draining:
            return ELSEWHERE
        leave_lobby = self.lobby.arrive(environ["asgi.scope"])
        if leave_lobby is None:
            return CROWDED
        sid = self.generate_id()
        connection = self.sockets[sid] = RoomTransport(self, sid, leave_lobby)
        await connection.send(Packet(OPEN, self._handshake(sid, transport)))
        await self._trigger_event("connect", sid, environ, run_async=False)
        connection.start_pings()
        if transport == "websocket":
            return await self._serve_websocket(connection, environ)
        connection.connected = True
        return self._ok(await connection.poll())

    async def _serve_websocket(self, connection: RoomTransport, environ: Environ) -> Any:
        try:
            return await connection.handle_get_request(environ)
        finally:
            if not connection.is_called:
                await connection.close(reason=self.reason.TRANSPORT_CLOSE)

    def _bad_request(self, message: str | None = None) -> Any:
        """What is left of a refused request's body is not waited for."""
        answer = super()._bad_request(message)
        answer["headers"].append(("Connection", "close"))
        return answer

    def _handshake(self, sid: str, transport: str) -> dict[str, Any]:
        return {
            "sid": sid,
            "upgrades": self._upgrades(sid, transport),
            "pingTimeout": int(self.ping_timeout * 1000),
            "pingInterval": int(self.ping_interval * 1000),
            "maxPayload": self.max_http_buffer_size,
        }


def _has_body(scope: Message) -> bool:
    if scope["type"] == "websocket":
        return False
    return any(name in (b"content-length", b"transfer-encoding") for name, _ in scope["headers"])
