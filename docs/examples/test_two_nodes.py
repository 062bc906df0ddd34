"""Two processes on one file are two nodes."""

import asyncio
import multiprocessing
from datetime import timedelta
from pathlib import Path

from sqlite_rooms import SqliteRooms

from adapters.random_ids import RandomIds
from adapters.system_clock import SystemClock
from domain.room import Room
from domain.timing import Timing

TIMES = 2000


async def toggle(path: str) -> None:
    """Toggle the room's lock, many times."""
    rooms = SqliteRooms(path, SystemClock(), RandomIds())
    async with rooms.opened():
        for _ in range(TIMES):
            await rooms.update("PARTY", lambda room: room.toggle_lock(by=room.host_id))


def node(path: str) -> None:
    """What each process does."""
    asyncio.run(toggle(path))


async def test_no_change_of_two_processes_is_lost(tmp_path: Path) -> None:
    path, clock = str(tmp_path / "rooms.db"), SystemClock()
    rooms = SqliteRooms(path, clock, RandomIds())
    room, events = Room.create(
        code="PARTY",
        room_id="a room",
        revision="the first",
        host_id="ada",
        display_name="Ada",
        max_users=8,
        now=clock.now(),
        timing=Timing(timedelta(hours=1)),
    )
    async with rooms.opened():
        await rooms.add(room, events)
        spawn = multiprocessing.get_context("spawn")
        nodes = [spawn.Process(target=node, args=[path]) for _ in range(2)]
        for started in nodes:
            started.start()
        for started in nodes:
            await asyncio.to_thread(started.join)
        assert [ended.exitcode for ended in nodes] == [0, 0]
        assert (await rooms.get("PARTY")).version == 1 + 2 * TIMES
