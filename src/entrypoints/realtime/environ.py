"""A request in the form in which the Engine.IO library has it.

In place of the library's own translation, which makes a class for each request, and copies all
headers of which six are read.
"""

from collections.abc import Awaitable, Callable
from typing import Any

Message = dict[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Environ = dict[str, Any]

FIRST = "asgi.first"
"""The first message of the request, which has been taken from `asgi.receive`."""

_LENGTH = "CONTENT_LENGTH"

_READ = {
    b"host": "HTTP_HOST",
    b"origin": "HTTP_ORIGIN",
    b"connection": "HTTP_CONNECTION",
    b"upgrade": "HTTP_UPGRADE",
    b"content-length": _LENGTH,
    b"access-control-request-headers": "HTTP_ACCESS_CONTROL_REQUEST_HEADERS",
}
"""The headers that the library or ours looks at, and their names there."""


def environ_of(scope: Message, first: Message, receive: Receive, send: Send) -> Environ:
    """The request of this ASGI scope. What is not UTF-8 is left out, as by the library, and what
    comes twice is one with a comma, save a length.

    A request that was not upgraded to a WebSocket is a plain one, whatever its headers ask.
    """
    environ: Environ = {
        "REQUEST_METHOD": scope.get("method", "GET"),
        "QUERY_STRING": _text(scope.get("query_string", b"")) or "",
        FIRST: first,
        "asgi.receive": receive,
        "asgi.send": send,
        "asgi.scope": scope,
    }
    is_plain = scope["type"] != "websocket"
    for name, value in scope["headers"]:
        key = _READ.get(name)
        if key is None or (is_plain and key == "HTTP_UPGRADE"):
            continue
        text = _text(value)
        if text is not None:
            before = environ.get(key)
            is_more = before is not None and key != _LENGTH
            environ[key] = f"{before},{text}" if is_more else text
    return environ


def _text(value: bytes) -> str | None:
    try:
        return value.decode()
    except UnicodeDecodeError:
        return None
