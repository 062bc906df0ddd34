"""One who sees everything that an application is asked over HTTP and what it answers."""

from collections.abc import Callable, Iterable

from litestar import Litestar
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from tests.witness.description import Description, description_of
from tests.witness.exchanges import Exchange, by_name
from tests.witness.openapi import Occurrence

SOCKETS = "/socket.io"


class HttpWitness:
    """Passes everything on to `inner`, unchanged, and holds it against the description that the
    application serves. Each complaint is told at once; `seen` is what of the description occurred.

    Sockets have a description of their own.
    """

    def __init__(self, app: Litestar, inner: ASGIApp, complain: Callable[[str], object]) -> None:
        self.seen: set[Occurrence] = set()
        self._app = app
        self._inner = inner
        self._complain = complain

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or f"{scope['path']}/".startswith(f"{SOCKETS}/"):
            await self._inner(scope, receive, send)
            return
        heard = _Heard(receive, send)
        await self._inner(scope, heard.receive, heard.send)
        if heard.is_answered:
            exchange = heard.exchange(scope["method"], scope["path"], scope["headers"])
            self._hold(exchange, await description_of(self._app))

    def _hold(self, exchange: Exchange, description: Description) -> None:
        try:
            complaints = description.complaints(exchange)
            occurrence = description.occurrence(exchange)
        except Exception as error:  # the server must not be blamed for it, nor must it be missed
            complaints, occurrence = [f"can't be compared ({error!r}): {exchange}"], None
        for complaint in complaints:
            self._complain(complaint)
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
