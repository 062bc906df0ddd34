"""The room code that a command is given."""

import asyncio
import io
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, TypeVar

import click

from entrypoints.cli.refused import Refused
from entrypoints.cli.rooms.at_the_store import at_the_store

if TYPE_CHECKING:
    from domain.room import Room
    from entrypoints.container import Container

F = TypeVar("F", bound=Callable[..., Any])

PATIENCE = 1.0
"""Seconds for the store to name codes in, when a shell asks."""

HELD_UP = 2.0
"""Seconds after which the shell is left alone, whatever holds us up: a name server, for example."""


def code_argument(command: F) -> F:
    """Has a command take a CODE, which the shell completes."""
    return click.argument("code", shell_complete=_completed)(command)


def read_code(container: "Container", text: str) -> str:
    """The code as rooms have it. Raises `Refused` for a text that can't be one."""
    from domain.errors import RoomNotFound
    from entrypoints.one_line import one_line

    rule = container.code_rule()
    try:
        return str(rule.read(text))
    except RoomNotFound:
        raise Refused(
            f"{one_line(text, 70)}: no room code; one is of the characters {rule.alphabet} "
            "(ROOM_CODE_ALPHABET)"
        ) from None


async def found_room(container: "Container", text: str) -> "Room":
    """The room with this code. Raises `Refused`."""
    from domain.errors import RoomNotFound

    code = read_code(container, text)
    try:
        room: Room = await container.get_room()(code)
    except RoomNotFound:
        raise unknown(code) from None
    return room


def unknown(code: str) -> Refused:
    """What is said of a code that no room has."""
    return Refused(f"{code}: no such room")


def _completed(context: click.Context, parameter: click.Parameter, begun: str) -> list[str]:
    """Codes that begin so; none where the store does not answer soon, or anything is wrong."""
    with suppress(Exception):
        from entrypoints.logs import LogFormat, LogLevel, configure_logs
        from entrypoints.settings import Settings

        configure_logs(LogLevel.CRITICAL, LogFormat.JSON, io.StringIO())
        settings = Settings.load()
        found: list[str] = []
        import entrypoints.container  # noqa: F401 - takes its time, which is not the store's

        with _held_up_no_longer():
            at_the_store(settings, lambda container: _find(container, begun, found))
        return sorted(found)
    return []


async def _find(container: "Container", begun: str, found: list[str]) -> None:
    """Add the codes that begin so and come in time."""
    with suppress(TimeoutError):
        async with asyncio.timeout(PATIENCE):
            async for room in container.list_rooms()():
                code = room.code
                if code.casefold().startswith(begun.casefold()) and code.isalnum():
                    found.append(code)


@contextmanager
def _held_up_no_longer() -> Iterator[None]:
    """The process ends without a word when the block takes too long."""
    signal.signal(signal.SIGALRM, lambda *_: os._exit(1))
    signal.setitimer(signal.ITIMER_REAL, HELD_UP)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
