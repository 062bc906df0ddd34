"""What waited for somebody else's lock for too long is not done."""

import asyncio

import asyncpg
import pytest

from application.contract.changes import close, joining, toggle
from application.ports import Change
from tests.any_store import open_room, unavailable_within
from tests.gated_stores import settled
from tests.postgres_store import Node

SHORT = 0.3


@pytest.mark.parametrize("ends", ["COMMIT", "ROLLBACK"])
@pytest.mark.parametrize("change", [toggle, close])
async def test_a_commit_that_waits_for_a_lock_past_the_deadline_is_never_applied(
    there: Node, tables: asyncpg.Connection, change: Change, ends: str
) -> None:
    room = await open_room(there)
    await tables.execute("BEGIN")
    await tables.execute("SELECT FROM rooms WHERE code = $1 FOR UPDATE", room.code)
    with unavailable_within(SHORT):
        await there.rooms.update(room.code, change)
    await tables.execute(ends)
    await settled(there)
    assert await there.rooms.get(room.code) == room


async def test_a_commit_that_waits_for_a_lock_for_a_short_time_is_done(
    there: Node, tables: asyncpg.Connection
) -> None:
    room = await open_room(there)
    await tables.execute("BEGIN")
    await tables.execute("SELECT FROM rooms WHERE code = $1 FOR UPDATE", room.code)
    update = asyncio.ensure_future(there.rooms.update(room.code, toggle))
    await asyncio.sleep(0.2)
    assert not update.done()
    await tables.execute("COMMIT")
    assert (await update).room.version == 2


async def test_of_a_batch_that_a_lock_made_late_only_those_in_a_hurry_are_refused(
    there: Node, tables: asyncpg.Connection
) -> None:
    room = await open_room(there)
    await tables.execute("BEGIN")
    await tables.execute("SELECT FROM rooms WHERE code = $1 FOR UPDATE", room.code)
    patient = asyncio.ensure_future(there.rooms.update(room.code, joining("patient")))
    with unavailable_within(SHORT):
        await there.rooms.update(room.code, joining("hurried"))
    await tables.execute("ROLLBACK")
    assert list((await patient).room.members) == [room.host_id, "patient"]
    assert await there.rooms.get(room.code) == (await patient).room
