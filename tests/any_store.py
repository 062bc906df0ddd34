"""Rooms in a store that a test gets at from several sides, whatever the store."""

import asyncio
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, nullcontext
from datetime import timedelta
from typing import Protocol

import pytest

from adapters.store_clock import StoreClock
from application.contract.changes import joining
from application.contract.fresh import fresh, fresh_code
from application.deadline import answer_by
from application.errors import StoreUnavailable
from application.ports import Change, RoomRepository
from domain.events import Events
from domain.room import Room
from domain.timing import Timing

SLACK = 5.0
"""Seconds by which a busy machine may be late."""


class Keeper(Protocol):
    """A node that has rooms."""

    @property
    def rooms(self) -> RoomRepository: ...


def a_new_room(code: str | None = None, max_users: int = 400) -> tuple[Room, Events]:
    """A room that is in no store, and its event."""
    return Room.create(
        code=code or fresh_code(),
        room_id=fresh("room"),
        revision=fresh("revision"),
        host_id=fresh("host"),
        display_name="Host",
        max_users=max_users,
        now=StoreClock().now(),
        timing=Timing(timedelta(hours=1)),
    )


async def open_room(node: Keeper, *, guests: int = 0, code: str | None = None) -> Room:
    """A room in the store, with its host and so many guests."""
    room, events = a_new_room(code)
    await node.rooms.add(room, events)
    for _ in range(guests):
        room = (await node.rooms.update(room.code, joining())).room
    return room


@contextmanager
def unavailable_within(seconds: float | None = None) -> Iterator[None]:
    """What is inside has so many seconds, and gets no answer in them."""
    loop = asyncio.get_running_loop()
    started = loop.time()
    due = answer_by(started + seconds) if seconds is not None else nullcontext()
    with due, pytest.raises(StoreUnavailable):
        yield
    assert loop.time() < started + (seconds or 0) + SLACK


async def together(node: Keeper, code: str, changes: Iterable[Change]) -> list[object]:
    """What became of changes that were all asked for at once, in this order."""
    updates = (node.rooms.update(code, change) for change in changes)
    return await asyncio.gather(*updates, return_exceptions=True)
