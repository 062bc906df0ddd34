"""`greenroom serve`, overheard: what passes is the same. What goes over sockets is written down,
and what goes over HTTP is held against the OpenAPI document.

The application is wrapped where its HTTP edge begins; all else is the command, unchanged. The
record is a line of JSON for each Engine.IO packet, `[request, connection, way, packet]`: a name
that no other request has, the id of the connection or null where it is being opened, `<` from
the client or `>` to it, and null for bytes.
"""

import itertools
import json
import os
from collections.abc import Coroutine
from typing import Any, BinaryIO
from urllib.parse import parse_qs

from litestar.types import ASGIApp, Message, Receive, Scope, Send

from entrypoints import cli, serve
from entrypoints.app import Greenroom, create_app
from entrypoints.ready_frames import EXTENSION, Listener, ReadyFrames, ready_frames
from tests.taken_frames import text_of
from tests.witness.requests import HttpWitness

RECORD = "WITNESS_RECORD"
"""The variable that says where to write."""

FROM_CLIENT, TO_CLIENT = "<", ">"

UPGRADE = "5"

SEPARATOR = "\x1e"
"""Between the packets of one body."""


class Overheard:
    """An ASGI application of which everything under `/socket.io` is written down."""

    def __init__(self, app: ASGIApp, record: BinaryIO) -> None:
        """`record` is unbuffered: a node may be killed at any time."""
        self._app = app
        self._record = record
        self._numbers = itertools.count(1)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["path"].startswith("/socket.io"):
            request = _Request(f"{os.getpid()}.{next(self._numbers)}", scope, self._record)
            receive, send = request.heard(receive), request.said(send)
            scope = request.with_what_is_offered(scope)
        await self._app(scope, receive, send)


class _Request:
    """A WebSocket, a poll, or a body that is posted."""

    def __init__(self, name: str, scope: Scope, record: BinaryIO) -> None:
        self._name = name
        self._sid, *_ = parse_qs(scope["query_string"].decode("latin-1")).get("sid", [None])
        self._polls = scope["type"] == "http" and scope["method"] == "GET"
        self._upgrades = scope["type"] == "websocket" and self._sid is not None
        self._record = record
        self._body = bytearray()

    def heard(self, receive: Receive) -> Receive:
        async def overheard() -> Message:
            message: Any = await receive()
            if message["type"] == "websocket.receive":
                self._hear(message.get("text"))
            elif message["type"] == "http.request" and not self._polls:
                self._add(FROM_CLIENT, message)
            return message  # type: ignore[no-any-return]

        return overheard  # type: ignore[return-value]

    def said(self, send: Send) -> Send:
        async def overheard(message: Any) -> None:
            if message["type"] == "websocket.send":
                self._write(TO_CLIENT, message.get("text"))
            elif message["type"] == "http.response.start":
                self._polls = self._polls and message["status"] == 200
            elif message["type"] == "http.response.body" and self._polls:
                self._add(TO_CLIENT, message)
            await send(message)

        return overheard

    def with_what_is_offered(self, scope: Scope) -> Scope:
        """The same, if the runner takes ready frames: nothing of those goes through ASGI."""
        if (frames := ready_frames(scope)) is None:
            return scope
        overheard = {**scope.get("extensions", {}), EXTENSION: OverheardFrames(frames, self)}
        return {**scope, "extensions": overheard}  # type: ignore[return-value, misc]

    def said_ready(self, frame: bytes) -> None:
        """To the client."""
        self._write(TO_CLIENT, text_of(frame))

    def heard_text(self, message: str | bytes) -> None:
        """From the client."""
        self._hear(message if isinstance(message, str) else None)

    def _hear(self, packet: str | None) -> None:
        """What comes before the word that ends an upgrade belongs to no conversation yet."""
        if not self._upgrades:
            self._write(FROM_CLIENT, packet)
        elif packet == UPGRADE:
            self._upgrades = False

    def _add(self, way: str, message: Any) -> None:
        self._body += message.get("body", b"")
        if not message.get("more_body"):
            for packet in self._body.decode(errors="replace").split(SEPARATOR):
                self._write(way, packet)

    def _write(self, way: str, packet: str | None) -> None:
        line = json.dumps([self._name, self._sid, way, packet])
        self._record.write(line.encode() + b"\n")


class OverheardFrames(ReadyFrames):
    """Ready frames, and messages to a listener."""

    def __init__(self, frames: ReadyFrames, request: _Request) -> None:
        self._frames = frames
        self._request = request

    def write_frame(self, frame: bytes) -> int:
        self._request.said_ready(frame)
        return self._frames.write_frame(frame)

    async def close(self) -> None:
        await self._frames.close()

    def abort(self) -> None:
        self._frames.abort()

    def take_over(self, listener: Listener) -> None:
        self._frames.take_over(_OverheardListener(listener, self._request))


class _OverheardListener(Listener):
    def __init__(self, listener: Listener, request: _Request) -> None:
        self._listener = listener
        self._request = request

    def heard(self, frame: str | bytes) -> Coroutine[Any, Any, None] | None:
        self._request.heard_text(frame)
        return self._listener.heard(frame)

    async def gone(self) -> None:
        await self._listener.gone()


def overheard(app: Greenroom) -> Greenroom:
    """The same application; it writes where the environment says, if it says so."""
    if RECORD not in os.environ:
        return app
    record, complaints = _opened(os.environ[RECORD]), _opened(complaints_by(os.environ[RECORD]))
    app.asgi_handler = HttpWitness(
        app,
        Overheard(app.asgi_handler, record),
        lambda complaint: complaints.write(f"{complaint}\n".encode()),
    )
    return app


def complaints_by(record: str) -> str:
    """Where is written what goes over HTTP and is not as the OpenAPI document says."""
    return f"{record}.http"


def _opened(path: str) -> BinaryIO:
    """To write to, unbuffered, until the process ends."""
    return open(path, "ab", buffering=0)


if __name__ == "__main__":
    serve.create_app = lambda settings: overheard(create_app(settings))  # type: ignore[assignment]
    cli.main()
