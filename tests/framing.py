"""How a gate takes the traffic of a store apart, whatever its protocol."""

from collections import deque
from typing import Protocol

from tests import resp


class Framing(Protocol):
    """Where frames end, and which reply answers which command. For one connection."""

    def commands(self, buffer: bytearray) -> list[bytes]:
        """Takes the whole commands off the front of the buffer."""
        ...

    def replies(self, buffer: bytearray) -> list[bytes]:
        """Takes the whole replies and messages off the front of the buffer."""
        ...

    def is_message(self, frame: bytes) -> bool:
        """Whether it answers no command."""
        ...

    def asked(self, command: bytes) -> None:
        """A command has gone to the server."""
        ...

    def answered(self, reply: bytes) -> bytes:
        """What was asked that this reply answers, all of it that is not answered yet."""
        ...


class Resp(Framing):
    """Redis: one reply for each command."""

    def __init__(self) -> None:
        self._asked: deque[bytes] = deque()

    def commands(self, buffer: bytearray) -> list[bytes]:
        return resp.frames(buffer)

    def replies(self, buffer: bytearray) -> list[bytes]:
        return resp.frames(buffer)

    def is_message(self, frame: bytes) -> bool:
        return frame.startswith(resp.MESSAGE)

    def asked(self, command: bytes) -> None:
        self._asked.append(command)

    def answered(self, reply: bytes) -> bytes:
        return self._asked.popleft()


class Postgres(Framing):
    """PostgreSQL: a command is what is sent up to a Sync, a Flush or a simple query; each of
    its replies is a frame of its own, and ReadyForQuery is the last."""

    def __init__(self) -> None:
        self._asked: list[bytes] = []

    def commands(self, buffer: bytearray) -> list[bytes]:
        found, taken = [], bytearray()
        for frame in _frames(buffer):
            taken += frame
            if frame[:1] in b"\0SHQX":  # the first message of a connection has no type
                found.append(bytes(taken))
                taken.clear()
        buffer[:0] = taken
        return found

    def replies(self, buffer: bytearray) -> list[bytes]:
        return _frames(buffer)

    def is_message(self, frame: bytes) -> bool:
        return frame.startswith(b"A")  # NotificationResponse

    def asked(self, command: bytes) -> None:
        self._asked.append(command)

    def answered(self, reply: bytes) -> bytes:
        asked = b"".join(self._asked)
        if reply.startswith(b"Z"):
            self._asked.clear()
        return asked


def _frames(buffer: bytearray) -> list[bytes]:
    """Takes the whole messages off the front: a type of one byte, where it has one, and a length
    that counts itself."""
    found = []
    while buffer:
        start = 0 if buffer[0] == 0 else 1
        end = start + int.from_bytes(buffer[start : start + 4], "big")
        if len(buffer) < start + 4 or len(buffer) < end:
            break
        found.append(bytes(buffer[:end]))
        del buffer[:end]
    return found
