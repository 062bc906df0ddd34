"""An answer in JSON."""

import msgspec
from litestar.types import Receive, Scope, Send

from entrypoints.http.answer import Headers

_encode = msgspec.json.Encoder().encode


class JsonAnswer:
    """What a handler returns where nothing of the framework's own response is needed: no
    cookies, no tasks afterwards, no other type than JSON. It costs half as much."""

    __slots__ = ("_body", "_headers", "_status")

    def __init__(self, told: msgspec.Struct, status: int = 200, headers: Headers | None = None):
        self._body = _encode(told)
        self._status = status
        self._headers = headers or []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        length = b"%d" % len(self._body)
        headers = [
            (b"content-type", b"application/json"),
            (b"content-length", length),
            *self._headers,
        ]
        await send({"type": "http.response.start", "status": self._status, "headers": headers})
        await send({"type": "http.response.body", "body": self._body, "more_body": False})
