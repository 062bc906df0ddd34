"""Reading the events of a room with the client."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import TypeVar

from greenroom_client import Event, Greenroom, RoomSession, Seat

PATIENCE = 15.0
"""Seconds until a test gives up waiting for what should come at once."""

_E = TypeVar("_E")


async def until(room: RoomSession, kind: type[_E]) -> _E:
    """The next event of this kind; those before it are read and forgotten."""
    seen: list[Event] = []
    try:
        async with asyncio.timeout(PATIENCE):
            async for event in room.events():
                if isinstance(event, kind):
                    return event
                seen.append(event)
    except TimeoutError:
        raise AssertionError(f"no {kind.__name__} after {seen}") from None
    raise AssertionError(f"no {kind.__name__} before {room.ended}: {seen}")


async def rest(room: RoomSession) -> list[Event]:
    """Everything that is still to be read of a room that ends."""
    async with asyncio.timeout(PATIENCE):
        return [event async for event in room.events()]


async def no_tasks_but(before: set["asyncio.Task[object]"]) -> None:
    """Returns when no other tasks than these are running. Fails when some go on."""
    async with asyncio.timeout(PATIENCE):
        while asyncio.all_tasks() - before:
            await asyncio.sleep(0.01)


@asynccontextmanager
async def together(greenroom: Greenroom, *names: str) -> AsyncIterator[list[RoomSession]]:
    """These people in a room of their own, in that order; the first is the host."""
    host, *others = names
    seats: list[Seat] = [await greenroom.create(host)]
    seats += [await greenroom.join(seats[0].room_code, name) for name in others]
    async with AsyncExitStack() as stack:
        yield [await stack.enter_async_context(greenroom.enter(seat)) for seat in seats]
