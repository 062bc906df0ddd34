"""One who sees everything that an application is asked over HTTP and what it answers."""

from collections.abc import Iterable

from litestar import Litestar
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from tests.description import Description, description_of
from tests.exchanges import Exchange, by_name
from tests.openapi import Occurrence

SOCKETS = "/socket.io"


class HttpWitness:
    """Passes everything on unchanged, and holds it against the application's own description.

    Sockets have a description of their own.
    """

    def __init__(self, app: Litestar, description: Description) -> None:
        self._app: ASGIApp = app
        self._description = description
        self.complaints: list[str] = []
        self.seen: set[Occurrence] = set()

    @classmethod
    async def of(cls, app: Litestar) -> "HttpWitness":
        return cls(app, await description_of(app))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or f"{scope['path']}/".startswith(f"{SOCKETS}/"):
            await self._app(scope, receive, send)
            return
        heard = _Heard(receive, send)
        await self._app(scope, heard.receive, heard.send)
        if heard.is_answered:
            self._hold(heard.exchange(scope["method"], scope["path"], scope["headers"]))

    def _hold(self, exchange: Exchange) -> None:
        self.complaints += self._description.complaints(exchange)
        occurrence = self._description.occurrence(exchange)
        if occurrence is not None:
            self.seen.add(occurrence)


class _Heard:
    """What goes by in one exchange."""

    def __init__(self, receive: Receive, send: Send) -> None:
        self._receive = receive
        self._send = send
        self._sent = b""
        self._answered = b""
        self._is_sent = False
        self.is_answered = False
        self._start: Message

    async def receive(self) -> Message:
        message = await self._receive()
        if message["type"] == "http.request":
            self._sent += message.get("body", b"")
            self._is_sent = not message.get("more_body", False)
        return message  # type: ignore[return-value]

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._start = message
        elif message["type"] == "http.response.body":
            self._answered += message["body"]
            self.is_answered = not message["more_body"]
        await self._send(message)

    def exchange(self, method: str, path: str, asked: Iterable[tuple[bytes, bytes]]) -> Exchange:
        assert self._start["type"] == "http.response.start"
        return Exchange(
            method=method,
            path=path,
            asked=by_name(asked),
            sent=self._sent if self._is_sent else None,
            status=self._start["status"],
            told=by_name(self._start["headers"]),
            answered=None if method == "HEAD" else self._answered,
        )
