"""A commit whose reply is lost is done once and reported, or reported as unknown."""

import asyncio

import pytest

from application.commit import Committed
from application.contract.changes import close, connecting, joining, kicking, nothing, toggle
from application.errors import RoomCodeTaken, StoreUnavailable
from domain.errors import MemberNotFound, RoomNotFound
from domain.events import CloseReason, LockToggled, RoomClosed, RoomCreated
from domain.room import Room
from tests.any_store import a_new_room, open_room, together
from tests.catches import What
from tests.commits import next_commit, next_events
from tests.gate import Gate
from tests.gated_stores import Frames, GatedStore, Node


@pytest.mark.parametrize("lost", [What.COMMAND, What.REPLY])
async def test_a_change_is_done_once_and_reported_done(
    gate: Gate, frames: Frames, here: Node, there: Node, lost: What
) -> None:
    room = await open_room(here)
    async with there.feed.follow(room.code) as feed:
        catch = gate.cut_at(lost, frames.writing)
        told = await here.rooms.update(room.code, toggle)
        assert len(catch.caught) == 1
        assert told.room.version == 2
        assert (await there.rooms.get(room.code)) == told.room
        await there.rooms.update(room.code, close)
        assert (await next_commit(feed)).revision == told.room.revision
        assert await next_events(feed) == (RoomClosed(CloseReason.HOST_CLOSED),)


async def test_many_changes_are_done_once_each(
    gate: Gate, frames: Frames, here: Node, there: Node
) -> None:
    room = await open_room(here)
    catch = gate.cut_at(What.REPLY, frames.writing)
    told = await together(here, room.code, [joining() for _ in range(20)])
    assert len(catch.caught) == 1
    assert all(isinstance(outcome, Committed) for outcome in told)
    assert [m.number for m in (await there.rooms.get(room.code)).members.values()] == [
        *range(1, 22)
    ]


async def test_a_commit_that_is_repeated_is_reported_done_however_often_its_reply_is_lost(
    gate: Gate, frames: Frames, here: Node, there: Node
) -> None:
    room = await open_room(here)
    gate.cut_at(What.REPLY, frames.writing, times=3)
    told = await here.rooms.update(room.code, toggle)
    assert await there.rooms.get(room.code) == told.room


async def overtaken(
    lost: What, gate: Gate, frames: Frames, here: Node, there: Node, room: Room
) -> asyncio.Future[Committed]:
    """A change of which this is lost, and another made before it is sent again."""
    catch = gate.cut_at(lost, frames.writing)
    update = asyncio.ensure_future(here.rooms.update(room.code, toggle))
    await catch.happened()
    again = gate.hold(What.COMMAND, frames.writing)
    await again.happened()
    await there.rooms.update(room.code, connecting(room.host_id))
    again.release()
    return update


async def test_where_the_room_has_moved_since_the_change_is_unknown_and_not_done_again(
    gate: Gate, frames: Frames, here: Node, there: Node
) -> None:
    room = await open_room(here)
    update = await overtaken(What.REPLY, gate, frames, here, there, room)
    with pytest.raises(StoreUnavailable):
        await update
    standing = await there.rooms.get(room.code)
    assert standing.is_locked
    assert standing.version == 3


async def test_where_another_change_has_its_version_the_change_was_not_done_and_is_now(
    gate: Gate, frames: Frames, here: Node, there: Node
) -> None:
    room = await open_room(here)
    update = await overtaken(What.COMMAND, gate, frames, here, there, room)
    assert (await update).room == await there.rooms.get(room.code)
    assert (await update).room.version == 3


async def test_a_room_that_was_out_of_date_is_no_reason_to_know_nothing(
    gate: Gate, frames: Frames, here: Node, there: Node
) -> None:
    """The refusal is lost of a commit that goes by how this node left the room."""
    room = await open_room(here)
    await there.rooms.update(room.code, connecting(room.host_id))
    lost = gate.cut_at(What.REPLY, frames.writing)
    told = await here.rooms.update(room.code, toggle)
    assert len(lost.caught) == 1
    assert told.room == await there.rooms.get(room.code)
    assert told.room.version == 3


async def test_after_an_unknown_outcome_the_next_change_goes_by_the_room_as_it_is(
    gate: Gate, frames: Frames, here: Node, there: Node
) -> None:
    room = await open_room(here)
    gate.cut_at(What.REPLY, frames.writing, times=4)
    with pytest.raises(StoreUnavailable):
        await here.rooms.update(room.code, toggle)
    told = await here.rooms.update(room.code, toggle)
    assert told.events == (LockToggled(False),)
    assert await there.rooms.get(room.code) == told.room


async def test_closing_is_unknown_when_nothing_is_left_that_could_tell(
    gate: Gate, frames: Frames, here: Node, there: Node, store: GatedStore
) -> None:
    room = await open_room(here, guests=2)
    async with there.feed.follow(room.code) as feed:
        gate.cut_at(What.REPLY, frames.closing)
        with pytest.raises(StoreUnavailable):
            await here.rooms.update(room.code, close)
        assert await next_events(feed) == (RoomClosed(CloseReason.HOST_CLOSED),)
    assert await store.footprint(room.code) == {}
    with pytest.raises(RoomNotFound):
        await here.rooms.update(room.code, close)


async def test_closing_whose_command_was_lost_is_done(
    gate: Gate, frames: Frames, here: Node, store: GatedStore
) -> None:
    room = await open_room(here, guests=2)
    gate.cut_at(What.COMMAND, frames.closing)
    told = await here.rooms.update(room.code, close)
    assert not told.room.is_open
    assert await store.footprint(room.code) == {}


async def test_closing_again_spares_a_room_that_got_the_code_since(
    gate: Gate, frames: Frames, here: Node, there: Node
) -> None:
    room = await open_room(here)
    lost = gate.cut_at(What.REPLY, frames.closing)
    closing = asyncio.ensure_future(here.rooms.update(room.code, close))
    await lost.happened()
    again = gate.hold(What.COMMAND, frames.closing)
    await again.happened()
    successor = await open_room(there, code=room.code)
    again.release()
    with pytest.raises(StoreUnavailable):
        await closing
    assert await there.rooms.get(room.code) == successor


@pytest.mark.parametrize("lost", [What.COMMAND, What.REPLY])
async def test_a_room_is_added_once(
    gate: Gate, frames: Frames, here: Node, there: Node, lost: What
) -> None:
    await open_room(here)  # a Redis knows the scripts from here on
    room, events = a_new_room()
    async with there.feed.follow(room.code) as feed:
        gate.cut_at(lost, frames.adding)
        await here.rooms.add(room, events)
        assert await there.rooms.get(room.code) == room
        await there.rooms.update(room.code, close)
        assert isinstance((await next_events(feed))[0], RoomCreated)
        assert isinstance((await next_events(feed))[0], RoomClosed)


async def test_a_code_that_is_taken_is_taken_however_often_it_is_asked(
    gate: Gate, frames: Frames, here: Node, there: Node
) -> None:
    room = await open_room(there)
    rival, events = a_new_room(room.code)
    with pytest.raises(RoomCodeTaken):
        await here.rooms.add(rival, events)
    gate.cut_at(What.REPLY, frames.adding)
    with pytest.raises(StoreUnavailable):  # it might be this very room, changed since
        await here.rooms.add(rival, events)
    assert await there.rooms.get(room.code) == room


async def test_what_writes_nothing_is_simply_asked_again(
    gate: Gate, frames: Frames, here: Node, there: Node
) -> None:
    for reads in (True, False):
        one, other = await open_room(there), await open_room(there)
        lost = gate.cut_at(What.REPLY, frames.reading(one) if reads else frames.comparing)
        with pytest.raises(MemberNotFound):
            await here.rooms.update(one.code, kicking("nobody"))
        lost_again = gate.cut_at(What.REPLY, frames.reading(other) if reads else frames.comparing)
        assert (await here.rooms.update(other.code, nothing)).room == other
        assert len(lost.caught) == len(lost_again.caught) == 1


async def test_what_was_decided_on_an_old_room_is_decided_anew_after_a_lost_reply(
    gate: Gate, frames: Frames, here: Node, there: Node
) -> None:
    room = await open_room(here)
    lost = gate.cut_at(What.REPLY, frames.comparing)
    update = asyncio.ensure_future(here.rooms.update(room.code, connecting("guest")))
    await lost.happened()
    again = gate.hold(What.COMMAND, frames.comparing)
    await again.happened()
    await there.rooms.update(room.code, joining("guest"))
    again.release()
    assert (await update).room.member("guest").is_connected
