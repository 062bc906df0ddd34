"""What comes too late is not done: a commit that was held up, a room that was read long ago."""

import asyncio

import pytest

from application.contract.changes import close, connecting, joining, nothing, toggle
from application.deadline import answer_by
from application.errors import StoreUnavailable
from application.ports import Change
from domain.errors import MemberNotFound, RoomNotFound
from domain.events import LockToggled
from tests.any_store import a_new_room, open_room, unavailable_within
from tests.catches import What
from tests.gate import Gate
from tests.gated_stores import Frames, GatedStore, Node, node_on, settled
from tests.shared_stores import SharedStore

SHORT = 0.3


@pytest.mark.parametrize(("change", "commit"), [(toggle, "writing"), (close, "closing")])
async def test_a_commit_that_was_held_past_the_deadline_is_never_applied(
    gate: Gate, frames: Frames, here: Node, there: Node, change: Change, commit: str
) -> None:
    room = await open_room(here)
    held = gate.hold(What.COMMAND, getattr(frames, commit))
    with unavailable_within(SHORT):
        await here.rooms.update(room.code, change)
    answered = gate.watch(What.REPLY, getattr(frames, commit))
    held.release()
    await answered.happened()
    await settled(there)
    assert await there.rooms.get(room.code) == room


async def test_a_room_that_was_held_past_the_deadline_is_never_added(
    gate: Gate, frames: Frames, here: Node, there: Node, store: GatedStore
) -> None:
    await open_room(here)
    room, events = a_new_room()
    held = gate.hold(What.COMMAND, frames.adding)
    with unavailable_within(SHORT):
        await here.rooms.add(room, events)
    answered = gate.watch(What.REPLY, frames.adding)
    held.release()
    await answered.happened()
    await settled(there)
    assert await store.footprint(room.code) == {}


async def test_of_a_late_batch_only_those_in_a_hurry_are_refused(
    gate: Gate, frames: Frames, here: Node, there: Node
) -> None:
    room = await open_room(here)
    held = gate.hold(What.COMMAND, frames.writing)
    patient = asyncio.ensure_future(here.rooms.update(room.code, joining("patient")))
    with unavailable_within(SHORT):
        await here.rooms.update(room.code, joining("hurried"))
    assert b"patient" in held.caught[0]
    assert b"hurried" in held.caught[0]
    held.release()
    assert list((await patient).room.members) == [room.host_id, "patient"]
    assert await there.rooms.get(room.code) == (await patient).room


async def test_an_answer_that_took_long_makes_the_next_commit_no_later(
    gate: Gate, frames: Frames, here: Node, there: Node
) -> None:
    """What is known of the server's time then lags by two seconds; three are left."""
    room = await open_room(there)
    slow = gate.hold(What.REPLY, frames.reading(room))
    with answer_by(asyncio.get_running_loop().time() + 3.5):
        update = asyncio.ensure_future(here.rooms.update(room.code, toggle))
    await slow.happened()
    await asyncio.sleep(2)
    slow.release()
    assert (await update).room.version == 2


@pytest.mark.parametrize(("change", "commit"), [(close, "closing"), (toggle, "writing")])
async def test_a_room_that_closes_while_a_commit_is_held_is_not_found(
    gate: Gate,
    frames: Frames,
    here: Node,
    there: Node,
    store: GatedStore,
    change: Change,
    commit: str,
) -> None:
    room = await open_room(here, guests=1)
    held = gate.hold(What.COMMAND, getattr(frames, commit))
    update = asyncio.ensure_future(here.rooms.update(room.code, change))
    await held.happened()
    await there.rooms.update(room.code, close)
    held.release()
    with pytest.raises(RoomNotFound):
        await update
    assert await store.footprint(room.code) == {}


async def test_a_held_commit_spares_a_room_that_got_the_code_since(
    gate: Gate, frames: Frames, here: Node, there: Node
) -> None:
    room = await open_room(here)
    held = gate.hold(What.COMMAND, frames.writing)
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
    gate: Gate, frames: Frames, here: Node, there: Node
) -> None:
    room = await open_room(there)
    held = gate.hold(What.REPLY, frames.reading(room))
    update = asyncio.ensure_future(here.rooms.update(room.code, toggle))
    await held.happened()
    await there.rooms.update(room.code, toggle)
    held.release()
    assert (await update).events == (LockToggled(False),)
    assert (await there.rooms.get(room.code)).version == 3


async def test_what_writes_nothing_is_told_of_the_room_as_it_is(
    gate: Gate, frames: Frames, here: Node, there: Node
) -> None:
    room = await open_room(here)
    held = gate.hold(What.COMMAND, frames.comparing)
    update = asyncio.ensure_future(here.rooms.update(room.code, nothing))
    await held.happened()
    told = await there.rooms.update(room.code, toggle)
    held.release()
    assert (await update).room == told.room


async def test_what_a_frozen_server_has_not_answered_it_does_not_do_when_it_goes_on(
    spare: SharedStore,
) -> None:
    async with node_on(spare) as node:
        room = await open_room(node)
        await asyncio.gather(*(node.rooms.get(room.code) for _ in range(8)))  # connections enough
        spare.stop()
        unheard, events = a_new_room()
        with answer_by(asyncio.get_running_loop().time() + SHORT):
            answers = await asyncio.gather(
                *(node.rooms.update(room.code, toggle) for _ in range(5)),
                node.rooms.add(unheard, events),
                return_exceptions=True,
            )
        assert [type(answer) for answer in answers] == [StoreUnavailable] * 6
        spare.cont()
        await settled(node)
        assert await node.rooms.get(room.code) == room
        with pytest.raises(RoomNotFound):
            await node.rooms.get(unheard.code)
        assert (await node.rooms.update(room.code, toggle)).room.version == 2
