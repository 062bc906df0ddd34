"""What comes too late is not done: a commit that was held up, a room that was read long ago."""

import asyncio

import pytest
from redis.asyncio import Redis

from application.contract.changes import close, connecting, joining, nothing, toggle
from application.deadline import answer_by
from application.errors import StoreUnavailable
from application.ports import Change
from domain.errors import MemberNotFound, RoomNotFound
from domain.events import LockToggled
from tests.any_store import a_new_room, open_room, unavailable_within
from tests.catches import CLOSING, COMMIT, COMPARING, LOAD, Matches, What, having
from tests.gate import Gate
from tests.redis_rooms import Node, keys_of, node_at
from tests.servers import ValkeyServer

SHORT = 0.3


async def test_a_commit_that_was_held_past_the_deadline_is_never_applied(
    gate: Gate, here: Node, there: Node
) -> None:
    room = await open_room(here)
    held = gate.hold(What.COMMAND, COMMIT)
    with unavailable_within(SHORT):
        await here.rooms.update(room.code, toggle)
    answered = gate.drop(What.REPLY, COMMIT)
    held.release()
    await answered.happened()
    assert await there.rooms.get(room.code) == room


async def test_a_closing_that_was_held_past_the_deadline_is_never_applied(
    gate: Gate, here: Node, there: Node
) -> None:
    room = await open_room(here)
    held = gate.hold(What.COMMAND, CLOSING)
    with unavailable_within(SHORT):
        await here.rooms.update(room.code, close)
    answered = gate.drop(What.REPLY, CLOSING)
    held.release()
    await answered.happened()
    assert await there.rooms.get(room.code) == room


async def test_a_room_that_was_held_past_the_deadline_is_never_added(
    gate: Gate, here: Node, there: Node, redis: Redis
) -> None:
    await open_room(here)
    room, events = a_new_room()
    held = gate.hold(What.COMMAND, COMMIT)
    with unavailable_within(SHORT):
        await here.rooms.add(room, events)
    answered = gate.drop(What.REPLY, COMMIT)
    held.release()
    await answered.happened()
    assert await keys_of(redis, room) == set()


async def test_of_a_late_batch_only_those_in_a_hurry_are_refused(
    gate: Gate, here: Node, there: Node
) -> None:
    room = await open_room(here)
    held = gate.hold(What.COMMAND, COMMIT)
    patient = asyncio.ensure_future(here.rooms.update(room.code, joining("patient")))
    with unavailable_within(SHORT):
        await here.rooms.update(room.code, joining("hurried"))
    assert b"patient" in held.caught[0]
    assert b"hurried" in held.caught[0]
    held.release()
    assert list((await patient).room.members) == [room.host_id, "patient"]
    assert await there.rooms.get(room.code) == (await patient).room


async def test_an_answer_that_took_long_makes_the_next_commit_no_later(
    gate: Gate, here: Node
) -> None:
    """What is known of the server's time then lags by two seconds; three are left."""
    room = await open_room(here)
    slow = gate.hold(What.REPLY, LOAD)
    with answer_by(asyncio.get_running_loop().time() + 3.5):
        update = asyncio.ensure_future(here.rooms.update(room.code, toggle))
    await slow.happened()
    await asyncio.sleep(2)
    slow.release()
    assert (await update).room.version == 2


@pytest.mark.parametrize(("change", "commit"), [(close, CLOSING), (toggle, COMMIT)])
async def test_a_room_that_closes_while_a_commit_is_held_is_not_found(
    gate: Gate, here: Node, there: Node, redis: Redis, change: Change, commit: Matches
) -> None:
    room = await open_room(here, guests=1)
    held = gate.hold(What.COMMAND, commit)
    update = asyncio.ensure_future(here.rooms.update(room.code, change))
    await held.happened()
    await there.rooms.update(room.code, close)
    held.release()
    with pytest.raises(RoomNotFound):
        await update
    assert await keys_of(redis, room) == set()


async def test_a_held_commit_spares_a_room_that_got_the_code_since(
    gate: Gate, here: Node, there: Node
) -> None:
    room = await open_room(here)
    held = gate.hold(What.COMMAND, COMMIT)
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
    held = gate.hold(What.REPLY, LOAD)
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


async def test_a_node_that_was_quiet_asks_for_the_time_before_it_adds(
    gate: Gate, here: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = gate.watch(What.COMMAND, having(b"\r\nTIME\r\n"))
    await open_room(here)
    await open_room(here)
    assert len(asked.caught) == 1
    monkeypatch.setattr("adapters.store_clock.FRESH", 0.0)
    await open_room(here)
    assert len(asked.caught) == 2


async def test_what_a_frozen_server_has_not_answered_it_does_not_do_when_it_goes_on(
    spare_valkey: ValkeyServer,
) -> None:
    async with node_at(spare_valkey.url) as node:
        room = await open_room(node)
        spare_valkey.stop()
        unheard, events = a_new_room()
        with answer_by(asyncio.get_running_loop().time() + SHORT):
            answers = await asyncio.gather(
                *(node.rooms.update(room.code, toggle) for _ in range(5)),
                node.rooms.add(unheard, events),
                return_exceptions=True,
            )
        assert [type(answer) for answer in answers] == [StoreUnavailable] * 6
        spare_valkey.cont()
        assert await node.rooms.get(room.code) == room
        with pytest.raises(RoomNotFound):
            await node.rooms.get(unheard.code)
        assert (await node.rooms.update(room.code, toggle)).room.version == 2
