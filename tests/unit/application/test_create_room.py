"""Seed document, "Create Room"."""

from datetime import timedelta

import pytest

from adapters.memory_rooms import MemoryRooms
from application.create_room import TRIES, CreateRoom
from application.errors import RoomCodeGenerationFailed, RoomCodeTaken
from application.ports import Identity
from domain.display_name import DisplayNameRule
from domain.errors import IdempotencyKeyReused, InvalidDisplayName, InvalidMaxUsers, RoomNotFound
from domain.events import Events, RoomCreated
from domain.room import Room
from domain.room_size import RoomSizeRule
from tests.commits import next_events
from tests.fakes import CountingIds, FakeClock, FakeTokens, ScriptedCodes
from tests.rooms import NOON, TIMING, TTL, a_room

NAMES = DisplayNameRule(min_length=2, max_length=20)
SIZES = RoomSizeRule(limit=12)
TAKEN, FREE = "TKN", "FRRR"


class Door:
    """`CreateRoom` over what a test scripted."""

    def __init__(
        self, rooms: MemoryRooms, tokens: FakeTokens, ids: CountingIds, clock: FakeClock
    ) -> None:
        self._world = rooms, tokens
        self._sources = ids, clock

    def minting(self, *codes: str) -> CreateRoom:
        minted = ScriptedCodes(*codes)
        return CreateRoom(*self._world, minted, *self._sources, NAMES, SIZES, TIMING)


@pytest.fixture
def door(rooms: MemoryRooms, tokens: FakeTokens, ids: CountingIds, clock: FakeClock) -> Door:
    return Door(rooms, tokens, ids, clock)


async def test_the_room_is_kept_under_the_minted_code(door: Door, rooms: MemoryRooms) -> None:
    admission = await door.minting(FREE)("Ada")
    assert admission.room_code == FREE
    assert (await rooms.get(FREE)).code == FREE


async def test_the_token_is_the_hosts_for_this_room(
    door: Door, rooms: MemoryRooms, tokens: FakeTokens
) -> None:
    admission = await door.minting(FREE)("Ada")
    room = await rooms.get(FREE)
    assert tokens.verify(admission.token) == Identity(FREE, room.host_id)


async def test_the_creator_is_the_only_member_under_the_name_it_gave(
    door: Door, rooms: MemoryRooms
) -> None:
    await door.minting(FREE)("Ada")
    room = await rooms.get(FREE)
    assert [member.display_name for member in room.members.values()] == ["Ada"]


async def test_the_name_is_kept_as_the_rule_reads_it(door: Door, rooms: MemoryRooms) -> None:
    await door.minting(FREE)("  Ada   L ")
    room = await rooms.get(FREE)
    assert room.member(room.host_id).display_name == NAMES.read("  Ada   L ") == "Ada L"


async def test_a_room_has_the_size_that_was_asked_for(door: Door, rooms: MemoryRooms) -> None:
    await door.minting(FREE)("Ada", 5)
    assert (await rooms.get(FREE)).max_users == 5


async def test_a_room_is_as_large_as_may_be_when_no_size_was_asked_for(
    door: Door, rooms: MemoryRooms
) -> None:
    await door.minting(FREE)("Ada")
    assert (await rooms.get(FREE)).max_users == 12


async def test_a_room_lasts_the_ttl_from_now(
    door: Door, rooms: MemoryRooms, clock: FakeClock
) -> None:
    clock.advance(timedelta(hours=1))
    await door.minting(FREE)("Ada")
    room = await rooms.get(FREE)
    assert room.created_at == NOON + timedelta(hours=1)
    assert (room.expires_at, room.timing.ttl) == (room.created_at + TTL, TTL)


async def test_room_revision_and_host_have_ids_of_their_own(door: Door, rooms: MemoryRooms) -> None:
    await door.minting(FREE)("Ada")
    room = await rooms.get(FREE)
    assert len({room.room_id, room.revision, room.host_id}) == 3


async def test_two_rooms_have_no_id_in_common(door: Door, rooms: MemoryRooms) -> None:
    await door.minting(FREE)("Ada")
    await door.minting(TAKEN)("Ada")
    one, other = await rooms.get(FREE), await rooms.get(TAKEN)
    assert one.room_id != other.room_id
    assert one.revision != other.revision
    assert one.host_id != other.host_id


async def test_creating_is_announced_to_whoever_follows_the_code(
    door: Door, rooms: MemoryRooms
) -> None:
    async with rooms.follow(FREE) as feed:
        await door.minting(FREE)("Ada", 5)
        room = await rooms.get(FREE)
        assert await next_events(feed) == (RoomCreated(room.member(room.host_id), 5),)


async def test_a_taken_code_is_answered_with_another(door: Door, rooms: MemoryRooms) -> None:
    standing = a_room(code=TAKEN, with_members=2)
    await rooms.add(standing, ())
    admission = await door.minting(TAKEN, TAKEN, FREE)("Eve")
    assert admission.room_code == FREE
    assert await rooms.get(TAKEN) == standing


async def test_no_token_is_issued_for_a_taken_code(
    door: Door, rooms: MemoryRooms, tokens: FakeTokens
) -> None:
    await rooms.add(a_room(code=TAKEN), ())
    await door.minting(TAKEN, FREE)("Eve")
    assert [who.room_code for who in tokens.issued.values()] == [FREE]


async def test_the_last_try_still_counts(door: Door, rooms: MemoryRooms) -> None:
    await rooms.add(a_room(code=TAKEN), ())
    admission = await door.minting(*[TAKEN] * (TRIES - 1), FREE)("Eve")
    assert admission.room_code == FREE


async def test_it_gives_up_after_so_many_taken_codes(
    door: Door, rooms: MemoryRooms, tokens: FakeTokens
) -> None:
    await rooms.add(a_room(code=TAKEN), ())
    with pytest.raises(RoomCodeGenerationFailed, match=str(TRIES)):
        await door.minting(*[TAKEN] * TRIES, FREE)("Eve")
    with pytest.raises(RoomNotFound):
        await rooms.get(FREE)
    assert tokens.issued == {}


@pytest.mark.parametrize(
    ("name", "size", "refusal"),
    [
        ("A", 5, InvalidDisplayName),
        ("Ada", 0, InvalidMaxUsers),
        ("Ada", 13, InvalidMaxUsers),
    ],
)
async def test_bad_input_creates_nothing(
    door: Door, rooms: MemoryRooms, name: str, size: int, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        await door.minting(FREE)(name, size)
    with pytest.raises(RoomNotFound):
        await rooms.get(FREE)


KEY = "a key that nobody guesses"


async def test_creating_again_with_the_same_key_gives_the_same_room_and_host(
    door: Door, rooms: MemoryRooms, tokens: FakeTokens
) -> None:
    create = door.minting(FREE, TAKEN)
    first = await create("Ada", 5, KEY)
    room = await rooms.get(FREE)
    again = await create("Ada", 5, KEY)
    assert again.room_code == first.room_code == FREE
    assert tokens.verify(again.token) == tokens.verify(first.token) == (FREE, room.host_id)
    assert await rooms.get(FREE) == room
    with pytest.raises(RoomNotFound):
        await rooms.get(TAKEN)


async def test_creating_with_another_key_or_none_opens_another_room(
    door: Door, tokens: FakeTokens
) -> None:
    create = door.minting("AAA", "BBB", "CCC", "DDD")
    codes = [(await create("Ada", 5, key)).room_code for key in (KEY, "another", None, None)]
    assert codes == ["AAA", "BBB", "CCC", "DDD"]


async def test_a_code_that_others_have_is_passed_over_each_time(
    door: Door, rooms: MemoryRooms
) -> None:
    await rooms.add(a_room(code=TAKEN), ())
    create = door.minting(TAKEN, FREE, "ELSE")
    codes = [(await create("Ada", 5, KEY)).room_code for _ in range(2)]
    assert codes == [FREE, FREE]


async def test_a_key_finds_its_room_when_the_host_is_another_by_now(
    door: Door, rooms: MemoryRooms, tokens: FakeTokens
) -> None:
    create = door.minting(FREE, TAKEN)
    first = await create("Ada", 5, KEY)
    ada = tokens.verify(first.token).user_id
    await rooms.update(FREE, lambda room: room.join("ben", "Ben", NOON))
    await rooms.update(FREE, lambda room: room.transfer_host(by=ada, to="ben"))
    again = await create("Ada", 5, KEY)
    assert tokens.verify(again.token) == Identity(FREE, ada)


@pytest.mark.parametrize(("name", "size"), [("Eve", 5), ("Ada", 6), ("Ada", None)])
async def test_a_key_that_opened_a_room_for_another_name_or_size_is_refused(
    door: Door, rooms: MemoryRooms, name: str, size: int | None
) -> None:
    create = door.minting(FREE, TAKEN)
    await create("Ada", 5, KEY)
    with pytest.raises(IdempotencyKeyReused):
        await create(name, size, KEY)
    with pytest.raises(RoomNotFound):
        await rooms.get(TAKEN)


async def test_after_the_room_was_closed_the_key_opens_one_with_another_host(
    door: Door, rooms: MemoryRooms, tokens: FakeTokens
) -> None:
    create = door.minting(FREE)
    old = tokens.verify((await create("Ada", 5, KEY)).token)
    await rooms.update(FREE, lambda room: room.close(by=old.user_id))
    new = tokens.verify((await create("Ada", 5, KEY)).token)
    assert new.user_id != old.user_id


class VanishingRooms(MemoryRooms):
    """Says that every code is taken, by a room that is gone when it is looked for."""

    async def add(self, room: Room, events: Events) -> None:
        raise RoomCodeTaken


async def test_a_code_whose_room_is_gone_when_it_is_looked_for_is_passed_over(
    tokens: FakeTokens, ids: CountingIds, clock: FakeClock
) -> None:
    create = Door(VanishingRooms(clock, ids), tokens, ids, clock).minting(FREE)
    with pytest.raises(RoomCodeGenerationFailed):
        await create("Ada", 5, KEY)
