"""The store of `docs/swap-the-store.md`, beyond the contract: two processes, and its mailboxes."""

import asyncio
import os
import sqlite3
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, closing
from datetime import timedelta
from pathlib import Path

import pytest
from sqlite_rooms import SqliteRooms

from adapters.random_ids import RandomIds
from adapters.system_clock import SystemClock
from application.commit import Interrupted
from application.deadline import answer_by
from application.errors import StoreUnavailable
from application.ports import Clock
from domain.events import CloseReason, Events, LockToggled, RoomClosed
from domain.room import Room
from domain.timing import Timing
from tests.commits import next_commit
from tests.fakes import FakeClock
from tests.rooms import ADA, CODE, TTL

ANOTHER_PROCESS = f"""
import asyncio, sys
from adapters.random_ids import RandomIds
from adapters.system_clock import SystemClock
from sqlite_rooms import SqliteRooms

async def toggle():
    rooms = SqliteRooms(sys.argv[1], SystemClock(), RandomIds())
    async with rooms.opened():
        for _ in range(500):
            await rooms.update("{CODE}", lambda room: room.toggle_lock(by="{ADA}"))

asyncio.run(toggle())
"""


@pytest.fixture
def path(tmp_path: Path) -> str:
    return str(tmp_path / "rooms.db")


@pytest.fixture
async def stack() -> AsyncIterator[AsyncExitStack]:
    async with AsyncExitStack() as stack:
        yield stack


async def a_node(stack: AsyncExitStack, path: str, clock: Clock) -> SqliteRooms:
    rooms = SqliteRooms(path, clock, RandomIds())
    await stack.enter_async_context(rooms.opened())
    return rooms


async def opened(rooms: SqliteRooms, clock: Clock) -> Room:
    """A room of Ada's in the store."""
    room, events = Room.create(
        code=CODE,
        room_id="room",
        revision="revision",
        host_id=ADA,
        display_name="Ada",
        max_users=8,
        now=clock.now(),
        timing=Timing(TTL),
    )
    await rooms.add(room, events)
    return room


def toggle(room: Room) -> Events:
    return room.toggle_lock(by=ADA)


def rows(path: str, table: str) -> int:
    with closing(sqlite3.connect(path)) as db:
        (count,) = db.execute(f"SELECT count(*) FROM {table}").fetchone()  # noqa: S608
        return int(count)


async def test_two_processes_are_two_nodes(path: str, stack: AsyncExitStack) -> None:
    clock = SystemClock()
    rooms = await a_node(stack, path, clock)
    room = await opened(rooms, clock)
    async with rooms.follow(CODE) as feed:
        environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
        other = await asyncio.create_subprocess_exec(
            sys.executable, "-c", ANOTHER_PROCESS, path, env=environment
        )
        heard = [await next_commit(feed)]
        while other.returncode is None:
            await rooms.update(CODE, toggle)
            await asyncio.sleep(0)
        assert await other.wait() == 0
        end = (await rooms.update(CODE, toggle)).room
        while heard[-1].revision != end.revision:
            heard.append(await next_commit(feed))
    for number, commit in enumerate(heard):
        assert commit.continues(room)
        assert commit.events == (LockToggled(number % 2 == 0),)
        room = commit.applied_to(room)
    assert await rooms.get(CODE) == room


async def test_nothing_is_left_of_a_room_once_its_end_was_heard(
    path: str, stack: AsyncExitStack
) -> None:
    clock = FakeClock()
    here, there = await a_node(stack, path, clock), await a_node(stack, path, clock)
    await opened(here, clock)
    async with here.follow(CODE) as feed, there.follow(CODE) as other_feed:
        await there.update(CODE, lambda room: room.close(by=ADA))
        for ear in (feed, other_feed):
            assert (await next_commit(ear)).events == (RoomClosed(CloseReason.HOST_CLOSED),)
    assert [rows(path, table) for table in ("rooms", "mailboxes", "letters")] == [0, 0, 0]


async def test_the_mailbox_of_a_node_that_died_is_given_up(
    path: str, stack: AsyncExitStack
) -> None:
    clock = FakeClock()
    rooms = await a_node(stack, path, clock)
    await opened(rooms, clock)
    with closing(sqlite3.connect(path)) as dead, dead:
        seen_at = round(clock.now().timestamp() * 1000)
        dead.execute("INSERT INTO mailboxes VALUES ('orphan', ?, ?)", [CODE, seen_at])
    await rooms.update(CODE, toggle)
    assert rows(path, "letters") == 1
    clock.advance(timedelta(seconds=61))
    async with rooms.follow(CODE):
        assert rows(path, "letters") == 0
        assert rows(path, "mailboxes") == 1


async def test_one_whose_mailbox_was_given_up_too_early_is_interrupted(
    path: str, stack: AsyncExitStack
) -> None:
    rooms = await a_node(stack, path, FakeClock())
    async with rooms.follow(CODE) as feed:
        with closing(sqlite3.connect(path)) as db, db:
            db.execute("DELETE FROM mailboxes")
        async with asyncio.timeout(10):
            assert await anext(feed) == Interrupted()


async def test_a_change_that_must_wait_too_long_is_not_done(
    path: str, stack: AsyncExitStack
) -> None:
    clock = FakeClock()
    rooms = await a_node(stack, path, clock)
    room = await opened(rooms, clock)
    with closing(sqlite3.connect(path, isolation_level=None)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        with (
            answer_by(asyncio.get_running_loop().time() + 0.05),
            pytest.raises(StoreUnavailable),
        ):
            await rooms.update(CODE, toggle)
        writer.execute("ROLLBACK")
    assert await rooms.get(CODE) == room
