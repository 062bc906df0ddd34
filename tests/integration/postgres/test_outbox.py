"""What a notification can't hold is read from the outbox, in its turn."""

import asyncio

import asyncpg

from adapters.postgres_notice import LONGEST
from adapters.postgres_sweep import SWEEP
from application.commit import Commit
from application.contract.changes import close, joining, toggle
from application.errors import StoreUnavailable
from domain.events import RoomClosed
from tests.any_store import open_room, together
from tests.catches import What, having
from tests.commits import interrupted, next_commit, next_events
from tests.gate import Gate
from tests.postgres_store import Node

LONG = "x" * LONGEST
OUTBOX = having(b"outbox")


async def letters(tables: asyncpg.Connection) -> int:
    return int(await tables.fetchval("SELECT count(*) FROM outbox"))


async def test_what_fits_is_in_the_notification_and_nowhere_else(
    here: Node, there: Node, tables: asyncpg.Connection
) -> None:
    room = await open_room(there)
    async with here.feed.follow(room.code) as feed:
        await there.rooms.update(room.code, joining())
        assert (await next_commit(feed)).version == 2
    assert await letters(tables) == 0


async def test_a_long_change_is_heard_as_it_was_made(
    here: Node, there: Node, tables: asyncpg.Connection
) -> None:
    room = await open_room(there)
    async with here.feed.follow(room.code) as feed:
        told = await there.rooms.update(room.code, joining(display_name=LONG))
        heard = await next_commit(feed)
        assert heard == Commit.of(room, told.room, told.events)
    assert await letters(tables) == 1


async def test_what_comes_after_a_long_change_is_told_after_it(
    gate: Gate, here: Node, there: Node
) -> None:
    room = await open_room(there)
    async with here.feed.follow(room.code) as feed:
        reading = gate.hold(What.COMMAND, OUTBOX)
        await there.rooms.update(room.code, joining(display_name=LONG))
        await reading.happened()
        await there.rooms.update(room.code, joining())
        await there.rooms.update(room.code, joining(display_name=LONG))
        await there.rooms.update(room.code, close)
        reading.release()
        assert [(await next_commit(feed)).version for _ in range(4)] == [2, 3, 4, 5]


async def test_one_who_comes_while_a_long_change_is_read_does_not_hear_it(
    gate: Gate, here: Node, there: Node
) -> None:
    room = await open_room(there)
    async with here.feed.follow(room.code) as early:
        reading = gate.hold(What.COMMAND, OUTBOX)
        await there.rooms.update(room.code, joining(display_name=LONG))
        await reading.happened()
        async with here.feed.follow(room.code) as late:
            await there.rooms.update(room.code, toggle)
            reading.release()
            assert (await next_commit(late)).version == 3
        assert [(await next_commit(early)).version for _ in range(2)] == [2, 3]


async def test_a_long_batch_and_the_closing_after_it_are_heard(here: Node, there: Node) -> None:
    room = await open_room(there)
    async with here.feed.follow(room.code) as feed:
        await together(there, room.code, [*(joining() for _ in range(60)), close])
        for _ in range(60):
            await next_commit(feed)
        assert isinstance((await next_events(feed))[0], RoomClosed)


async def test_one_who_reads_too_late_is_interrupted(
    gate: Gate, here: Node, there: Node, tables: asyncpg.Connection
) -> None:
    room = await open_room(there)
    async with here.feed.follow(room.code) as feed:
        reading = gate.hold(What.COMMAND, OUTBOX)
        await there.rooms.update(room.code, joining(display_name=LONG))
        await reading.happened()
        await tables.execute("UPDATE outbox SET made_at = made_at - interval '1 hour'")
        await tables.execute(SWEEP, 30)
        assert await letters(tables) == 0
        reading.release()
        await interrupted(feed)
        await there.rooms.update(room.code, toggle)
        assert (await next_commit(feed)).version == 3


async def test_a_crowd_of_long_changes_harms_no_other_room(here: Node, there: Node) -> None:
    room, other = await open_room(there), await open_room(there)
    async with here.feed.follow(room.code) as feed, here.feed.follow(other.code) as others:
        changes = [joining(display_name=LONG) for _ in range(20)]
        outcomes, _ = await asyncio.gather(
            together(there, room.code, changes), there.rooms.update(other.code, toggle)
        )
        assert not any(isinstance(outcome, StoreUnavailable) for outcome in outcomes)
        assert (await next_commit(others)).version == 2
        assert [(await next_commit(feed)).version for _ in range(20)] == [*range(2, 22)]
