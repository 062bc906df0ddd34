"""Whether one may write."""

import asyncio


class Writable:
    """In place of an `asyncio.Event`, of which uvicorn has one for each WebSocket and uses these
    three methods: it is set nearly always, and an event holds 800 bytes for those who wait."""

    __slots__ = ("_awaited",)

    def __init__(self) -> None:
        self._awaited: asyncio.Event | None = None

    def set(self) -> None:
        """One may, and whoever waits goes on."""
        if self._awaited is not None:
            self._awaited.set()
            self._awaited = None

    def clear(self) -> None:
        """One may not, for now."""
        if self._awaited is None:
            self._awaited = asyncio.Event()

    async def wait(self) -> None:
        """Returns when one may."""
        if self._awaited is not None:
            await self._awaited.wait()
