"""The library's view of a WebSocket, and what its runner can do beyond ASGI."""

from typing import Any

from engineio.async_drivers.asgi import WebSocket

from entrypoints.ready_frames import ReadyFrames, ready_frames


class RoomWebSocket(WebSocket):  # type: ignore[misc]
    """One WebSocket of ASGI. `ready_frames` is what takes ready frames for it, if anything does."""

    ready_frames: ReadyFrames | None = None

    async def __call__(self, environ: dict[str, Any]) -> Any:
        self.ready_frames = ready_frames(environ["asgi.scope"])
        return await super().__call__(environ)
