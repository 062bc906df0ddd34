"""Clients that speak to the gateway by ASGI, without a network. Engine.IO packets as in
`tests.wires`."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any, NamedTuple

from entrypoints.ready_frames import EXTENSION
from entrypoints.realtime.gateway import RoomGateway
from tests.hurried_loop import idle
from tests.taken_frames import TakenFrames

SEPARATOR = "\x1e"
OPENING = "EIO=4&transport="

Headers = tuple[tuple[bytes, bytes], ...]
UPGRADE: Headers = ((b"connection", b"upgrade"), (b"upgrade", b"websocket"))


def a_scope(kind: str, query: str, headers: Headers, method: str = "GET") -> dict[str, Any]:
    return {
        "type": kind,
        "method": method,
        "path": "/socket.io/",
        "query_string": query.encode(),
        "headers": [(b"host", b"testserver"), *headers],
        "client": ("192.0.2.1", 5000),
    }


class WebSocketClient:
    """A WebSocket. `frames` are what came; the server's pings are for the test to answer."""

    takes_ready_frames = False
    """Whether its runner does, beside ASGI."""

    def __init__(self, gateway: RoomGateway, query: str = OPENING + "websocket") -> None:
        self._frames: list[str] = []
        self.is_open = False
        self.is_refused = False
        self.reads = asyncio.Event()  # cleared, it reads nothing more
        self.reads.set()
        self._was_open = False
        scope = a_scope("websocket", query, UPGRADE)
        self._taken = TakenFrames(self.reads, self._frames.append, self._break, self._end)
        self._incoming = self._taken.arrivals
        self._incoming.put_nowait({"type": "websocket.connect"})
        if self.takes_ready_frames:
            scope["extensions"] = {EXTENSION: self._taken}
        self.served = asyncio.create_task(self._serve(gateway, scope))

    async def _serve(self, gateway: RoomGateway, scope: dict[str, Any]) -> None:
        await gateway.handle_request(scope, self._incoming.get, self._take)
        await self._incoming.rest()

    @property
    def frames(self) -> list[str]:
        self._taken.flush()
        return self._frames

    @property
    def messages(self) -> list[str]:
        """The Socket.IO packets among the frames."""
        return [frame[1:] for frame in self.frames if frame.startswith("4")]

    async def say(self, *frames: str | bytes) -> None:
        """Send these, and let the server do what it can at once."""
        for frame in frames:
            kind = "text" if isinstance(frame, str) else "bytes"
            self._incoming.put_nowait({"type": "websocket.receive", kind: frame})
        await idle()

    async def enter(self, token: str) -> None:
        await self.say("40/rooms," + json.dumps({"token": token}))

    async def vanish(self) -> None:
        """The connection breaks."""
        self._break()
        await idle()

    async def _end(self) -> None:
        with suppress(OSError):
            await self._take({"type": "websocket.close"})

    def _break(self) -> None:
        self.is_open = self._taken.is_open = False
        self.reads.set()  # who waits to write is told now
        self._incoming.put_nowait({"type": "websocket.disconnect", "code": 1006})

    async def _take(self, message: dict[str, Any]) -> None:
        await self.reads.wait()
        if message["type"] == "websocket.accept":
            self.is_open = self._was_open = True
            return
        if not self._was_open and message["type"] == "websocket.close":
            self.is_refused = True
            return
        if not self.is_open:
            raise OSError("the client is gone")
        if message["type"] == "websocket.send":
            self.frames.append(message["text"])
        else:
            self._taken.flush()
            self.is_open = self._taken.is_open = False
            self._incoming.put_nowait({"type": "websocket.disconnect", "code": 1000})


class Answer(NamedTuple):
    status: int
    body: str

    @property
    def packets(self) -> list[str]:
        return self.body.split(SEPARATOR)


class PollingClient:
    """One that polls, after `open`."""

    def __init__(self, gateway: RoomGateway) -> None:
        self.sid = ""
        self._gateway = gateway

    @property
    def query(self) -> str:
        return f"EIO=4&transport=polling&sid={self.sid}"

    async def open(self) -> dict[str, Any]:
        """The handshake, which is returned."""
        answer = await request(self._gateway, "GET", OPENING + "polling")
        assert answer.status == 200, answer
        handshake = dict(json.loads(answer.body[1:]))
        self.sid = handshake["sid"]
        return handshake

    async def say(self, *packets: str) -> Answer:
        return await request(self._gateway, "POST", self.query, SEPARATOR.join(packets).encode())

    async def enter(self, token: str) -> Answer:
        return await self.say("40/rooms," + json.dumps({"token": token}))

    async def poll(self) -> Answer:
        return await request(self._gateway, "GET", self.query)

    async def read(self, count: int) -> list[str]:
        """So many packets, with as many polls as that takes."""
        packets: list[str] = []
        while len(packets) < count:
            packets += (await self.poll()).packets
        return packets


async def request(
    gateway: RoomGateway,
    method: str,
    query: str,
    body: bytes = b"",
    headers: Headers = (),
    arrival: asyncio.Event | None = None,
    receive: Callable[[], Awaitable[dict[str, Any]]] | None = None,
) -> Answer:
    """One request and its answer. With `arrival`, the second half of the body comes then; with
    `receive`, the body comes from there and its length is not told."""
    length = ((b"content-length", str(len(body)).encode()),) if receive is None else ()
    incoming = [{"type": "http.request", "body": body, "more_body": False}]
    if arrival is not None:
        half = len(body) // 2
        incoming = [
            {"type": "http.request", "body": body[:half], "more_body": True},
            {"type": "http.request", "body": body[half:], "more_body": False},
        ]
    outgoing: list[dict[str, Any]] = []

    async def receive_body() -> dict[str, Any]:
        if arrival is not None and len(incoming) == 1:
            await arrival.wait()
        return incoming.pop(0)

    async def send(message: dict[str, Any]) -> None:
        outgoing.append(message)

    scope = a_scope("http", query, (*length, *headers), method)
    await gateway.handle_request(scope, receive or receive_body, send)
    start, *rest = outgoing
    return Answer(start["status"], b"".join(one["body"] for one in rest).decode())
