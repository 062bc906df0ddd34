"""Commits form a chain; a gap, a second branch or another room shows."""

from dataclasses import replace
from datetime import timedelta

from adapters.memory_rooms import MemoryRooms
from application.commit import Commit
from application.trace import within_trace
from domain.events import LockToggled, RoomCreated
from domain.room import Room
from tests.commits import next_commit
from tests.fakes import FakeClock
from tests.rooms import ADA, BEN, CODE, NODE, NOON, TTL, a_room, after
from tests.traces import TRACE, a_trace

LATER = NOON + timedelta(minutes=1)


def the_lock_toggled(room: Room) -> tuple[Commit, Room]:
    events = room.toggle_lock(by=ADA)
    locked = after(room, events, at=LATER)
    return Commit.of(room, locked, events), locked


def test_a_commit_says_what_changed_and_from_where_to_where() -> None:
    commit, _ = the_lock_toggled(a_room())
    assert (commit.code, commit.room_id) == (CODE, f"room {CODE}")
    assert (commit.previous, commit.revision, commit.version) == ("revision 1", "revision 2", 2)
    assert (commit.at, commit.events) == (LATER, (LockToggled(is_locked=True),))


def test_the_first_commit_of_a_room_has_none_before_it() -> None:
    room = a_room()
    commit = Commit.of(None, room, (RoomCreated(room.member(ADA), room.max_users),))
    assert (commit.previous, commit.revision, commit.version) == ("", "revision 1", 1)


def test_a_commit_belongs_to_the_trace_of_whoever_makes_it_unless_it_says_another() -> None:
    room = a_room()
    locked = after(room, room.toggle_lock(by=ADA), at=LATER)
    other = a_trace()
    assert Commit.of(room, locked, ()).trace == ""
    with within_trace(TRACE):
        assert Commit.of(room, locked, ()).trace == TRACE
        assert Commit.of(room, locked, (), other).trace == other
        assert Commit.of(room, locked, (), "").trace == ""


def test_a_commit_continues_the_room_on_which_it_was_decided() -> None:
    room = a_room()
    commit, locked = the_lock_toggled(room)
    assert commit.continues(room)
    assert not commit.continues(locked)


def test_a_commit_after_a_gap_does_not_continue() -> None:
    room = a_room()
    _, locked = the_lock_toggled(room)
    later, _ = the_lock_toggled(locked)
    assert not later.continues(room)


def test_a_commit_on_another_branch_of_the_same_version_does_not_continue() -> None:
    commit, _ = the_lock_toggled(replace(a_room(), revision="another revision 1"))
    assert not commit.continues(a_room())


def test_a_commit_of_a_room_that_has_the_code_now_does_not_continue_the_old_one() -> None:
    commit, _ = the_lock_toggled(replace(a_room(), room_id="a later room"))
    assert not commit.continues(a_room())


def test_a_commit_applied_to_the_room_it_continues_gives_the_next_room() -> None:
    room = a_room(with_members=2)
    commit, locked = the_lock_toggled(room)
    assert commit.applied_to(room) == locked


async def test_the_commits_of_a_store_lead_from_any_room_to_the_one_it_keeps(
    rooms: MemoryRooms, clock: FakeClock
) -> None:
    room = a_room(with_members=2)
    await rooms.add(room, ())
    async with rooms.follow(CODE) as feed:
        for change in (
            lambda room: room.connect(BEN, "s1", NODE),
            lambda room: room.toggle_lock(by=ADA),
            lambda room: room.leave(ADA),
        ):
            clock.advance(TTL / 4)
            await rooms.update(CODE, change)
            commit = await next_commit(feed)
            assert commit.continues(room)
            room = commit.applied_to(room)
            assert room == await rooms.get(CODE)
