"""What comes too late is not done: a commit that was held up, on its way or by a lock."""

import asyncio

import asyncpg
import pytest

from application.contract.changes import close, connecting, joining, nothing, toggle
from application.deadline import answer_by
from application.errors import StoreUnavailable
from application.ports import Change
from domain.errors import MemberNotFound, RoomNotFound
from domain.events import LockToggled
from tests.any_store import a_new_room, open_room, unavailable_within
from tests.catches import Matches, What
from tests.gate import Gate
from tests.postgres_server import PostgresServer
from tests.postgres_store import (
    ADDING,
    CLOSING,
    COMPARING,
    WRITE,
    Node,
    fresh_schema,
    node_at,
    reading,
)

SHORT = 0.3


async def settled(node: Node) -> None:
    """Returns when the server has ended whatever it was asked before, and told nobody."""
    async with asyncio.timeout(20):
        while await running(node):
            await asyncio.sleep(0.02)


async def running(node: Node) -> int:
    """How many statements of this schema's nodes are under way, beside this one."""
    answer = await node.link.ask(
        asyncio.get_running_loop().time() + 10,
        "SELECT count(*) AS count FROM pg_stat_activity"
        " WHERE state = 'active' AND query LIKE '%commit_room%' AND pid <> pg_backend_pid()",
    )
    return int(answer.rows[0]["count"])


@pytest.mark.parametrize(("change", "commit"), [(toggle, WRITE), (close, CLOSING)])
async def test_a_commit_that_was_held_past_the_deadline_is_never_applied(
    gate: Gate, here: Node, there: Node, change: Change, commit: Matches
) -> None:
    room = await open_room(here)
    held = gate.hold(What.COMMAND, commit)
    with unavailable_within(SHORT):
        await here.rooms.update(room.code, change)
    answered = gate.watch(What.REPLY, commit)
    held.release()
    await answered.happened()
    await settled(there)
    assert await there.rooms.get(room.code) == room


async def test_a_room_that_was_held_past_the_deadline_is_never_added(
    gate: Gate, here: Node, there: Node
) -> None:
    room, events = a_new_room()
    held = gate.hold(What.COMMAND, ADDING)
    with unavailable_within(SHORT):
        await here.rooms.add(room, events)
    answered = gate.watch(What.REPLY, ADDING)
    held.release()
    await answered.happened()
    await settled(there)
    with pytest.raises(RoomNotFound):
        await there.rooms.get(room.code)


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


async def test_of_a_late_batch_only_those_in_a_hurry_are_refused(
    gate: Gate, here: Node, there: Node
) -> None:
    room = await open_room(here)
    held = gate.hold(What.COMMAND, WRITE)
    patient = asyncio.ensure_future(here.rooms.update(room.code, joining("patient")))
    with unavailable_within(SHORT):
        await here.rooms.update(room.code, joining("hurried"))
    assert b"patient" in held.caught[0]
    assert b"hurried" in held.caught[0]
    held.release()
    assert list((await patient).room.members) == [room.host_id, "patient"]
    assert await there.rooms.get(room.code) == (await patient).room


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


async def test_an_answer_that_took_long_makes_the_next_commit_no_later(
    gate: Gate, here: Node
) -> None:
    """What is known of the server's time then lags by two seconds; three are left."""
    room = await open_room(here)
    slow = gate.hold(What.REPLY, reading(room))
    with answer_by(asyncio.get_running_loop().time() + 3.5):
        update = asyncio.ensure_future(here.rooms.update(room.code, toggle))
    await slow.happened()
    await asyncio.sleep(2)
    slow.release()
    assert (await update).room.version == 2


@pytest.mark.parametrize(("change", "commit"), [(close, CLOSING), (toggle, WRITE)])
async def test_a_room_that_closes_while_a_commit_is_held_is_not_found(
    gate: Gate, here: Node, there: Node, change: Change, commit: Matches
) -> None:
    room = await open_room(here, guests=1)
    held = gate.hold(What.COMMAND, commit)
    update = asyncio.ensure_future(here.rooms.update(room.code, change))
    await held.happened()
    await there.rooms.update(room.code, close)
    held.release()
    with pytest.raises(RoomNotFound):
        await update


async def test_a_held_commit_spares_a_room_that_got_the_code_since(
    gate: Gate, here: Node, there: Node
) -> None:
    room = await open_room(here)
    held = gate.hold(What.COMMAND, WRITE)
    connected = connecting(room.host_id)
    update = asyncio.ensure_future(here.rooms.update(room.code, connected))
    await held.happened()
    await there.rooms.update(room.code, close)
    successor = await open_room(there, code=room.code)
    held.release()
    with pytest.raises(MemberNotFound):
        await update
    assert await there.rooms.get(room.code) == successor


async def test_a_load_that_is_overtaken_by_a_commit_is_decided_upon_again(
    gate: Gate, here: Node, there: Node
) -> None:
    room = await open_room(here)
    held = gate.hold(What.REPLY, reading(room))
    update = asyncio.ensure_future(here.rooms.update(room.code, toggle))
    await held.happened()
    await there.rooms.update(room.code, toggle)
    held.release()
    assert (await update).events == (LockToggled(False),)
    assert (await there.rooms.get(room.code)).version == 3


async def test_what_writes_nothing_is_told_of_the_room_as_it_is(
    gate: Gate, here: Node, there: Node
) -> None:
    room = await open_room(here)
    held = gate.hold(What.COMMAND, COMPARING)
    update = asyncio.ensure_future(here.rooms.update(room.code, nothing))
    await held.happened()
    told = await there.rooms.update(room.code, toggle)
    held.release()
    assert (await update).room == told.room


async def test_what_a_frozen_server_has_not_answered_it_does_not_do_when_it_goes_on(
    spare_postgres: PostgresServer,
) -> None:
    async with node_at(spare_postgres.url, fresh_schema()) as node:
        room = await open_room(node)
        await asyncio.gather(*(node.rooms.get(room.code) for _ in range(8)))
        spare_postgres.stop()
        unheard, events = a_new_room()
        with answer_by(asyncio.get_running_loop().time() + SHORT):
            answers = await asyncio.gather(
                *(node.rooms.update(room.code, toggle) for _ in range(5)),
                node.rooms.add(unheard, events),
                return_exceptions=True,
            )
        assert [type(answer) for answer in answers] == [StoreUnavailable] * 6
        spare_postgres.cont()
        await settled(node)
        assert await node.rooms.get(room.code) == room
        with pytest.raises(RoomNotFound):
            await node.rooms.get(unheard.code)
        assert (await node.rooms.update(room.code, toggle)).room.version == 2
