"""Calls to come on the running loop, and taking them back."""

import asyncio
from collections.abc import Callable


def later(seconds: float, then: Callable[[], None]) -> asyncio.TimerHandle:
    """Call `then` in so many seconds."""
    return asyncio.get_running_loop().call_later(seconds, then)


def cancel(waiting: asyncio.Handle | asyncio.Task[None] | None) -> None:
    """Take back what is to come, if anything is."""
    if waiting is not None:
        waiting.cancel()
