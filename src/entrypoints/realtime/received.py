"""What a client sends over Engine.IO, protocol 4: packets, and bodies of several; and what of
Socket.IO is in them."""

import asyncio
from json import JSONDecoder
from typing import Any

from engineio.exceptions import ContentTooLongError, EngineIOError
from engineio.packet import Packet
from socketio.packet import Packet as SocketPacket

from entrypoints.realtime.environ import FIRST

SEPARATOR = "\x1e"
"""Between the packets of one body."""


LARGEST = 16 * 1024
"""Bytes of one message from a client, and of one body of a polling client."""


DIGITS = 100
"""Of a number. Reading one takes longer by the square of them."""


def _whole(digits: str) -> int:
    if len(digits) > DIGITS:
        raise ValueError("a number too long")
    return int(digits)


class _Json:
    """For the library, which makes a decoder for every packet."""

    loads = JSONDecoder(parse_int=_whole).decode


class _Received(SocketPacket):  # type: ignore[misc]
    json = _Json


def packet_of(message: object) -> SocketPacket:
    """Read what is in a message. Raises `ValueError` or `RecursionError` for what is no packet of
    Socket.IO."""
    if not isinstance(message, str):
        raise ValueError("not a Socket.IO packet")
    return _Received(encoded_packet=message)


def text_in(frame: str | bytes) -> str:
    """The text of a WebSocket's frame. Raises `ValueError` for one that has none, or too much."""
    if not isinstance(frame, str):
        raise ValueError("binary frame")
    if len(frame) > LARGEST:
        raise ValueError("frame too large")
    return frame


def packet_in(text: str) -> Packet:
    """Read a packet. Raises `ValueError` for what is none.

    The library takes the text of a message for JSON first, which a Socket.IO packet is not.
    """
    if text.startswith("b"):
        return Packet(encoded_packet=text)
    kind = "0123456".index(text[:1] or "none")
    return Packet(kind, data=text[1:])


def packets_in(body: bytes) -> list[Packet]:
    """Read the packets of a body. Raises `ValueError`."""
    return [packet_in(text) for text in body.decode().split(SEPARATOR)]


async def posted(environ: dict[str, Any], most: int, seconds: float) -> bytes:
    """The body of a request, which need not say beforehand how long it is.

    Nothing is read beyond `most` bytes. Raises `EngineIOError` for one that is longer, and for
    one that does not come to its end in so many seconds.
    """
    if int(environ.get("CONTENT_LENGTH", "0")) > most:
        raise ContentTooLongError
    event = environ[FIRST]
    body = bytearray(event["body"])
    try:
        async with asyncio.timeout(seconds):
            while event.get("more_body") and len(body) <= most:
                event = await environ["asgi.receive"]()
                body += event.get("body", b"")
    except TimeoutError:
        raise EngineIOError from None
    if event["type"] != "http.request":
        raise EngineIOError  # the client is gone, and the end with it
    if len(body) > most:
        raise ContentTooLongError
    return bytes(body)
