"""Seed document, "Reconnect (after page reload)"."""

from dataclasses import replace
from typing import Any

import pytest

from adapters.memory_rooms import MemoryRooms
from application.errors import InvalidToken
from application.ports import Identity
from application.rejoin_room import RejoinRoom
from domain.errors import MemberNotFound, RoomNotFound
from domain.room import Room
from domain.room_code import RoomCodeRule
from tests.fakes import CountingIds, FakeClock, FakeTokens
from tests.rooms import ADA, BEN, CODE, EVE, TTL, a_full_room, a_room

CODES = RoomCodeRule(alphabet="KRTWXYZ")
OTHER = "ZZZZZZ"
MEMBER = Identity(CODE, BEN)


@pytest.fixture
def rejoin(rooms: MemoryRooms, tokens: FakeTokens) -> RejoinRoom:
    return RejoinRoom(rooms, tokens, CODES)


def test_the_bearer_is_the_one_to_whom_the_token_was_issued(
    rejoin: RejoinRoom, tokens: FakeTokens
) -> None:
    assert rejoin.identify(tokens.issue(MEMBER)) == MEMBER


def test_a_token_that_was_never_issued_is_refused(rejoin: RejoinRoom) -> None:
    with pytest.raises(InvalidToken):
        rejoin.identify("made up")


async def test_a_member_gets_a_new_token_for_the_same_identity(
    rejoin: RejoinRoom, rooms: MemoryRooms, tokens: FakeTokens
) -> None:
    await rooms.add(a_room(with_members=2), ())
    old = tokens.issue(MEMBER)
    admission = await rejoin(CODE, rejoin.identify(old))
    assert admission.room_code == CODE
    assert admission.token != old
    assert tokens.verify(admission.token) == MEMBER


async def test_coming_back_changes_nothing(rejoin: RejoinRoom, rooms: MemoryRooms) -> None:
    room = a_room(with_members=2, connected=[BEN])
    await rooms.add(room, ())
    await rejoin(CODE, MEMBER)
    assert await rooms.get(CODE) == room


async def test_a_member_comes_back_to_a_locked_and_full_room(
    rejoin: RejoinRoom, rooms: MemoryRooms
) -> None:
    await rooms.add(replace(a_full_room(), is_locked=True), ())
    assert (await rejoin(CODE, MEMBER)).room_code == CODE


async def test_a_code_typed_in_the_other_case_is_the_same_room(
    rejoin: RejoinRoom, rooms: MemoryRooms
) -> None:
    await rooms.add(a_room(with_members=2), ())
    assert (await rejoin(CODE.lower(), MEMBER)).room_code == CODE


async def test_the_token_of_another_room_opens_nothing(
    rejoin: RejoinRoom, rooms: MemoryRooms
) -> None:
    await rooms.add(a_room(with_members=2), ())
    await rooms.add(a_room(with_members=2, code=OTHER), ())
    with pytest.raises(RoomNotFound):
        await rejoin(OTHER, MEMBER)


async def test_one_who_is_no_longer_a_member_is_not_found(
    rejoin: RejoinRoom, rooms: MemoryRooms, tokens: FakeTokens
) -> None:
    await rooms.add(a_room(with_members=2), ())
    await rooms.update(CODE, lambda room: room.kick(by=ADA, target=BEN))
    with pytest.raises(MemberNotFound):
        await rejoin(CODE, MEMBER)
    assert tokens.issued == {}


async def test_a_closed_room_is_not_found(rejoin: RejoinRoom, rooms: MemoryRooms) -> None:
    await rooms.add(a_room(with_members=2), ())
    await rooms.update(CODE, lambda room: room.close(by=ADA))
    with pytest.raises(RoomNotFound):
        await rejoin(CODE, MEMBER)


async def test_a_room_past_its_deadline_is_not_found(
    rejoin: RejoinRoom, rooms: MemoryRooms, clock: FakeClock
) -> None:
    await rooms.add(a_room(with_members=2), ())
    clock.advance(TTL)
    with pytest.raises(RoomNotFound):
        await rejoin(CODE, MEMBER)


async def test_a_token_does_not_open_the_room_that_got_the_code_later(
    rejoin: RejoinRoom, rooms: MemoryRooms
) -> None:
    await rooms.add(a_room(with_members=2), ())
    await rooms.update(CODE, lambda room: room.close(by=ADA))
    await rooms.add(a_room(), ())
    with pytest.raises(MemberNotFound):
        await rejoin(CODE, MEMBER)
    with pytest.raises(MemberNotFound):
        await rejoin(CODE, Identity(CODE, EVE))


class NotingRooms(MemoryRooms):
    """Notes which rooms were looked at."""

    def __init__(self, *sources: Any) -> None:
        super().__init__(*sources)
        self.asked: list[str] = []

    async def get(self, code: str) -> Room:
        self.asked.append(code)
        return await super().get(code)


@pytest.mark.parametrize("code", [OTHER, "ZZZZZX", "no code at all"])
async def test_a_token_makes_nobody_look_at_another_room_than_its_own(
    tokens: FakeTokens, ids: CountingIds, clock: FakeClock, code: str
) -> None:
    rooms = NotingRooms(clock, ids)
    await rooms.add(a_room(with_members=2), ())
    await rooms.add(a_room(code=OTHER), ())
    with pytest.raises(RoomNotFound):
        await RejoinRoom(rooms, tokens, CODES)(code, MEMBER)
    assert rooms.asked == [CODE]


@pytest.mark.parametrize(
    ("code", "own"), [(CODE, True), (CODE.lower(), True), (OTHER, False), ("?", False)]
)
def test_a_token_is_for_one_room(rejoin: RejoinRoom, code: str, own: bool) -> None:
    assert rejoin.is_own(code, MEMBER) is own
