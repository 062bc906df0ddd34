"""A WebSocket over a bare TCP connection, for clients that misbehave below the protocol.

It reads only when it is told to, writes frames that no library would, and hides nothing.
"""

import base64
import os
import socket
import struct
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

from tests.wires import PATH

PATIENCE = 15.0
PONG_PACKET = "3"
TEXT, BINARY, CONTINUATION, CLOSE, PING, PONG = 1, 2, 0, 8, 9, 10


class NotOpened(Exception):
    """The server has answered something else: `status`."""

    def __init__(self, head: bytes) -> None:
        super().__init__(head)
        self.status = int(head.split(b" ", 2)[1])


class RawWebSocket:
    """An opened one. `buffer` is how many bytes the kernel may take in for us unread. Raises
    `NotOpened`."""

    def __init__(self, url: str, buffer: int | None = None) -> None:
        address = urlsplit(url)
        self.link = socket.socket()
        if buffer is not None:
            self.link.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer)
        self.link.settimeout(PATIENCE)
        self.link.connect((address.hostname, address.port))
        self._received = b""
        self._open(address.netloc)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.link.close()

    def say(self, *packets: str) -> None:
        """Send Engine.IO packets, all in one piece."""
        self.send(b"".join(frame(packet.encode()) for packet in packets))

    def send(self, data: bytes) -> None:
        """Send these bytes. Raises `OSError` when the server has closed the connection."""
        self.link.sendall(data)

    def hear(self) -> str:
        """The text of the next frame; empty when the server says that this is the end. Pings of
        the protocol go unanswered. Raises `OSError` or `EOFError` when it just ends."""
        kind, body = self._frame()
        while kind == PING:
            kind, body = self._frame()
        return "" if kind == CLOSE else body.decode()

    def rest(self) -> list[str]:
        """All that still comes until the connection ends."""
        heard = []
        try:
            while True:
                heard.append(self.hear())
        except (EOFError, OSError):
            return heard

    def enter(self, token: str) -> None:
        """Connect to the namespace and read as far as the state of the room."""
        self.say(f'40/rooms,{{"token":"{token}"}}')
        connected, state = self.hear(), self.hear()
        assert connected.startswith("40/rooms,{"), connected
        assert state.startswith('42/rooms,["room:state"'), state

    def _open(self, host: str) -> None:
        key = base64.b64encode(os.urandom(16)).decode()
        lines = [f"GET {PATH}websocket HTTP/1.1", f"Host: {host}", "Connection: Upgrade"]
        lines += ["Upgrade: websocket", "Sec-WebSocket-Version: 13", f"Sec-WebSocket-Key: {key}"]
        self.send("\r\n".join([*lines, "", ""]).encode())
        while b"\r\n\r\n" not in self._received:
            self._receive()
        head, _, self._received = self._received.partition(b"\r\n\r\n")
        if not head.startswith(b"HTTP/1.1 101"):
            self.link.close()
            raise NotOpened(head)
        assert self.hear().startswith('0{"sid"')

    def _frame(self) -> tuple[int, bytes]:
        head = self._take(2)
        size = head[1] & 127
        if size == 126:
            (size,) = struct.unpack("!H", self._take(2))
        elif size == 127:
            (size,) = struct.unpack("!Q", self._take(8))
        return head[0] & 15, self._take(size)

    def _take(self, count: int) -> bytes:
        while len(self._received) < count:
            self._receive()
        taken, self._received = self._received[:count], self._received[count:]
        return taken

    def _receive(self) -> None:
        more = self.link.recv(65536)
        if not more:
            raise EOFError
        self._received += more


def frame(data: bytes, kind: int = TEXT, *, is_last: bool = True, size: int | None = None) -> bytes:
    """One frame of a client, masked with zeros. `size` is the one that it tells, where that is
    not the true one."""
    size = len(data) if size is None else size
    first = kind | (128 if is_last else 0)
    if size < 126:
        head = struct.pack("!BB", first, 128 | size)
    elif size < 65536:
        head = struct.pack("!BBH", first, 128 | 126, size)
    else:
        head = struct.pack("!BBQ", first, 128 | 127, size)
    return head + bytes(4) + data
