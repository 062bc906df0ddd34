"""Questions to the store that have to be answered some time."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

import structlog

from application.errors import ServiceError
from application.ports import Backoff
from domain.errors import RoomNotFound

log = structlog.stdlib.get_logger(__name__)

T = TypeVar("T")


async def answered(ask: Callable[[], Awaitable[T]], backoff: Backoff, failing: str, room: str) -> T:
    """What the store answers, which is asked again for as long as it does not.

    Raises `RoomNotFound`, which is an answer. An error that nobody foresaw is logged as
    `failing`, and the question asked again all the same.
    """
    attempt = 0
    while True:
        try:
            return await ask()
        except RoomNotFound:
            raise
        except Exception as error:
            if not isinstance(error, ServiceError):
                log.exception(failing, room=room)
        await asyncio.sleep(backoff.pause(attempt))
        attempt += 1
