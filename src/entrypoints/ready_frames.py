"""What the program that runs the application may offer beyond ASGI: to take frames that are ready,
and to call whoever listens.

ASGI knows one message for each socket, which is encoded, framed and awaited by itself. What a
room hears is the same for all: it can be made once, and be handed to each. And it has a task for
each socket, which waits for the client below all that has led to it: most of what an idle
connection costs. One that is called has nothing to keep.
"""

from collections.abc import Coroutine, Mapping
from typing import Any, Protocol, cast

EXTENSION = "greenroom.ready_frames"
"""The name in the `extensions` of a WebSocket's scope (ASGI, "Extensions")."""


class Listener(Protocol):
    """Whoever is called with what comes of the client of a WebSocket, in its order."""

    def heard(self, frame: str | bytes) -> Coroutine[Any, Any, None] | None:
        """A message. Returns what is to be done about it before the next one is heard, where
        that takes time. Neither raises."""
        ...

    async def gone(self) -> None:
        """The client is gone, or was told that this is the end: the last call. When it returns,
        the WebSocket is closed."""
        ...


class ReadyFrames(Protocol):
    """One WebSocket, once it is accepted. Frames and what is sent by ASGI keep their order."""

    def take_over(self, listener: Listener) -> None:
        """From now on the listener is called with what comes, beginning with what waits: `receive`
        of ASGI gives nothing any more. The application returns, and the WebSocket stays open."""
        ...

    def write_frame(self, frame: bytes) -> int:
        """Send a whole frame (RFC 6455, 5.2: not masked, no extension). Returns how many bytes of
        earlier turns of the loop still wait here for the client to read. Nothing happens when the
        end has been said, or the client is gone."""
        ...

    async def close(self) -> None:
        """Say that this is the end, after everything that was written. Returns when that is on its
        way, for which a client that does not read may be waited for. Never fails."""
        ...

    def abort(self) -> None:
        """End the connection, and throw away what is unwritten. The application hears of it as
        of a client that is gone."""
        ...


def ready_frames(scope: Mapping[str, Any]) -> ReadyFrames | None:
    """What takes ready frames for the WebSocket of this scope; None where nothing does."""
    return cast("ReadyFrames | None", scope.get("extensions", {}).get(EXTENSION))
