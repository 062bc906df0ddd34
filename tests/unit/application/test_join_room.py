"""Seed document, "Join Room"."""

from dataclasses import replace
from datetime import timedelta

import pytest

from adapters.memory_rooms import MemoryRooms
from application.commit import Committed
from application.join_room import JoinRoom
from application.ports import Change, Identity
from domain.display_name import DisplayNameRule
from domain.errors import (
    IdempotencyKeyReused,
    InvalidDisplayName,
    RoomError,
    RoomFull,
    RoomLocked,
    RoomNotFound,
)
from domain.events import MemberJoined
from domain.room import Room
from domain.room_code import RoomCodeRule
from tests.commits import next_events
from tests.fakes import CountingIds, FakeClock, FakeTokens
from tests.rooms import ADA, CODE, NOON, a_full_room, a_room

NAMES = DisplayNameRule(min_length=2, max_length=20)
CODES = RoomCodeRule(alphabet="KRTWXYZ")


@pytest.fixture
def join(rooms: MemoryRooms, tokens: FakeTokens, ids: CountingIds, clock: FakeClock) -> JoinRoom:
    return JoinRoom(rooms, tokens, ids, clock, NAMES, CODES)


async def test_the_token_is_the_new_members_for_this_room(
    join: JoinRoom, rooms: MemoryRooms, tokens: FakeTokens
) -> None:
    await rooms.add(a_room(with_members=2), ())
    admission = await join(CODE, "Eve")
    who = tokens.verify(admission.token)
    assert admission.room_code == who.room_code == CODE
    assert (await rooms.get(CODE)).member(who.user_id).display_name == "Eve"


async def test_joining_is_announced_at_the_time_it_happened(
    join: JoinRoom, rooms: MemoryRooms, clock: FakeClock
) -> None:
    await rooms.add(a_room(), ())
    clock.advance(timedelta(minutes=3))
    async with rooms.follow(CODE) as feed:
        await join(CODE, "Eve")
        (joined,) = await next_events(feed)
    assert isinstance(joined, MemberJoined)
    assert (joined.member.display_name, joined.member.number) == ("Eve", 2)
    assert joined.member.joined_at == NOON + timedelta(minutes=3)


async def test_everyone_who_joins_is_someone_else(
    join: JoinRoom, rooms: MemoryRooms, tokens: FakeTokens
) -> None:
    await rooms.add(a_room(), ())
    for _ in range(3):
        await join(CODE, "Eve")
    assert len(set(tokens.issued.values())) == 3
    assert len((await rooms.get(CODE)).members) == 4


async def test_the_name_is_kept_as_the_rule_reads_it(join: JoinRoom, rooms: MemoryRooms) -> None:
    await rooms.add(a_room(), ())
    await join(CODE, "  Eve   L ")
    *_, newcomer = (await rooms.get(CODE)).members.values()
    assert newcomer.display_name == NAMES.read("  Eve   L ") == "Eve L"


async def test_a_code_typed_in_the_other_case_opens_the_room_under_its_own_code(
    join: JoinRoom, rooms: MemoryRooms, tokens: FakeTokens
) -> None:
    await rooms.add(a_room(), ())
    admission = await join(CODE.lower(), "Eve")
    assert admission.room_code == CODE
    assert tokens.verify(admission.token).room_code == CODE


@pytest.mark.parametrize(
    ("room", "refusal"), [(a_room(locked=True), RoomLocked), (a_full_room(), RoomFull)]
)
async def test_a_refused_newcomer_gets_no_token_and_changes_nothing(
    join: JoinRoom, rooms: MemoryRooms, tokens: FakeTokens, room: Room, refusal: type[RoomError]
) -> None:
    await rooms.add(room, ())
    with pytest.raises(refusal):
        await join(CODE, "Eve")
    assert await rooms.get(CODE) == room
    assert tokens.issued == {}


@pytest.mark.parametrize("code", ["KRTWXZ", "no code at all", ""])
async def test_a_room_that_is_not_there_is_not_found(join: JoinRoom, code: str) -> None:
    with pytest.raises(RoomNotFound):
        await join(code, "Eve")


async def test_a_bad_name_is_refused(join: JoinRoom, rooms: MemoryRooms) -> None:
    await rooms.add(a_room(), ())
    with pytest.raises(InvalidDisplayName):
        await join(CODE, "E")
    assert len((await rooms.get(CODE)).members) == 1


class HesitantRooms(MemoryRooms):
    """Decides every change twice, as a store that met a conflict does."""

    async def update(self, code: str, change: Change) -> Committed:
        change(await self.get(code))
        return await super().update(code, change)


async def test_joining_decided_twice_lets_in_the_bearer_of_the_token_and_nobody_else(
    tokens: FakeTokens, ids: CountingIds, clock: FakeClock
) -> None:
    rooms = HesitantRooms(clock, ids)
    await rooms.add(a_room(), ())
    admission = await JoinRoom(rooms, tokens, ids, clock, NAMES, CODES)(CODE, "Eve")
    _, newcomer = (await rooms.get(CODE)).members
    assert tokens.verify(admission.token) == Identity(CODE, newcomer)


KEY = "a key that nobody guesses"


async def test_joining_again_with_the_same_key_lets_in_the_same_member(
    join: JoinRoom, rooms: MemoryRooms, tokens: FakeTokens
) -> None:
    await rooms.add(a_room(), ())
    admissions = [await join(CODE, "Eve", KEY) for _ in range(3)]
    assert len({tokens.verify(admission.token) for admission in admissions}) == 1
    room = await rooms.get(CODE)
    assert room.version == 2
    assert [member.display_name for member in room.members.values()] == ["Ada", "Eve"]


async def test_joining_with_other_keys_or_none_makes_others(
    join: JoinRoom, rooms: MemoryRooms, tokens: FakeTokens
) -> None:
    await rooms.add(a_room(), ())
    for key in (KEY, "another key", None, None):
        await join(CODE, "Eve", key)
    assert len(set(tokens.issued.values())) == 4


async def test_joining_again_with_the_same_key_is_let_into_a_room_that_is_locked_since(
    join: JoinRoom, rooms: MemoryRooms, tokens: FakeTokens
) -> None:
    await rooms.add(a_room(), ())
    first = await join(CODE, "Eve", KEY)
    await rooms.update(CODE, lambda room: room.toggle_lock(by=ADA))
    again = await join(CODE, "Eve", KEY)
    assert tokens.verify(again.token) == tokens.verify(first.token)


async def test_a_key_that_joined_under_another_name_is_refused(
    join: JoinRoom, rooms: MemoryRooms
) -> None:
    await rooms.add(a_room(), ())
    await join(CODE, "Eve", KEY)
    with pytest.raises(IdempotencyKeyReused):
        await join(CODE, "Eva", KEY)
    assert len((await rooms.get(CODE)).members) == 2


async def test_one_key_is_somebody_else_in_the_room_that_got_the_code_later(
    join: JoinRoom, rooms: MemoryRooms, tokens: FakeTokens
) -> None:
    await rooms.add(a_room(), ())
    old = await join(CODE, "Eve", KEY)
    await rooms.update(CODE, lambda room: room.close(by=ADA))
    await rooms.add(replace(a_room(), room_id="another room"), ())
    new = await join(CODE, "Eve", KEY)
    assert tokens.verify(old.token) != tokens.verify(new.token)
