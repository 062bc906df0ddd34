"""Reading the events of a room with the client."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any, TypeVar

from greenroom_client import EndReason, Event, Greenroom, RoomSession, Seat
from tests.cable import Cable, a_cable
from tests.nodes import Node

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


async def soon(is_so: Callable[[], bool]) -> None:
    """Returns when this is so."""
    async with asyncio.timeout(PATIENCE):
        while not is_so():
            await asyncio.sleep(0.01)


async def rest(room: RoomSession) -> list[Event]:
    """Everything that is still to be read of a room that ends."""
    async with asyncio.timeout(PATIENCE):
        return [event async for event in room.events()]


def why(room: RoomSession) -> EndReason | None:
    """Why the room is over, if it is."""
    return room.ended.reason if room.ended is not None else None


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


@asynccontextmanager
async def on_a_cable(node: Node, **options: Any) -> AsyncIterator[tuple[Cable, RoomSession]]:
    """Ada in a room of her own, and the cable between her and the node."""
    async with (
        a_cable(node.url) as cable,
        Greenroom(cable.url, **options) as greenroom,
        together(greenroom, "Ada") as (ada,),
    ):
        yield cable, ada


@asynccontextmanager
async def near_and_far(node: Node) -> AsyncIterator[tuple[Cable, RoomSession, RoomSession]]:
    """Ada and Ben in a room, and the cable between Ben and the node. Ada is the host."""
    async with (
        a_cable(node.url) as cable,
        Greenroom(node.url) as near,
        Greenroom(cable.url) as far,
        together(near, "Ada") as (ada,),
        far.enter(await near.join(ada.seat.room_code, "Ben")) as ben,
    ):
        yield cable, ada, ben
