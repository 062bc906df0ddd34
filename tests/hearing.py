"""Remembering everything that a client is told, and waiting for what it is to be told."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import Any

PATIENCE = 15.0
"""Seconds until a test gives up waiting for what should come at once."""

Heard = tuple[Any, ...]
"""An event's name and its arguments."""


class Hearer:
    """Someone who remembers what happens, in order."""

    def __init__(self) -> None:
        self.heard: list[Heard] = []
        self._news = asyncio.Event()
        self._read = 0

    @property
    def names(self) -> list[str]:
        """The names of everything heard, in order."""
        return [name for name, *_ in self.heard]

    async def until(self, event: str) -> Any:
        """Wait for the next event of this name after the last one that was waited for so.

        Returns its payload, or None where it has none.
        """
        at = await self.hearing(lambda heard: heard[0] == event, self._read)
        self._read = at + 1
        return self.heard[at][1] if len(self.heard[at]) > 1 else None

    async def hearing(self, wanted: Callable[[Heard], bool], start: int = 0) -> int:
        """Where the first wanted thing is from `start` on, once it has come."""
        with suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE):
                while True:
                    self._news.clear()
                    for at in range(start, len(self.heard)):
                        if wanted(self.heard[at]):
                            return at
                    await self._news.wait()
        raise AssertionError(f"not heard from {start} on: {self.heard}")

    def hear(self, *heard: Any) -> None:
        """Something has happened."""
        self.heard.append(heard)
        self._news.set()
