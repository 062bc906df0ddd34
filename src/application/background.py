"""Work that outlives whoever started it."""

import asyncio
from collections.abc import Coroutine
from contextvars import Context
from typing import Any, TypeVar

T = TypeVar("T")


def background(work: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
    """A task that inherits nothing: a room is followed long after the deadline of the one who
    entered it first has passed, and what it logs is not that one's."""
    return asyncio.create_task(work, context=Context())
