"""What the commands about rooms do with the store, and what they say when it does not answer."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, TypeVar

from entrypoints.cli.refused import Refused

if TYPE_CHECKING:
    from entrypoints.container import Container
    from entrypoints.settings import Settings

T = TypeVar("T")

VARIABLES = {
    "REDIS_URL": "the Redis or Valkey of the nodes",
    "STORE, DATABASE_URL": "PostgreSQL, or a store of your own, in its place",
    "JWT_SECRET": "as the nodes have it; required with any of these",
    "REDIS_COMMAND_TIMEOUT": "the time for each answer, whatever the store",
}
"""What the help of these commands says of the environment."""

AWAY = "the store does not answer"

IN_MEMORY = (
    "without REDIS_URL or STORE, rooms live in the memory of the server's process, where no other "
    "process sees them; set what the nodes have"
)


def at_the_store(
    settings: "Settings", use: Callable[["Container"], Awaitable[T]], *, away: str = AWAY
) -> T:
    """Use the store that the settings name, as no node and without a lease.

    Raises `Refused` where rooms are in memory, and with `away` where the store does not answer.
    """
    if not settings.keeps_rooms_outside:
        raise Refused(IN_MEMORY)
    from application.errors import ServiceError, StoreUnavailable
    from entrypoints.container import Container

    async def used() -> T:
        container = Container(settings=settings)
        async with container.store().opened():
            return await use(container)

    try:
        return asyncio.run(used())
    except StoreUnavailable:
        raise Refused(away) from None
    except ServiceError as error:
        raise Refused(str(error)) from None


def only_what_went_wrong() -> None:
    """Log warnings and worse, for people to read."""
    from entrypoints.logs import LogFormat, LogLevel, configure_logs

    configure_logs(LogLevel.WARNING, LogFormat.CONSOLE)
