"""Seed document, `room:kick`."""

import pytest

from adapters.memory_rooms import MemoryRooms
from application.kick_member import KickMember
from application.ports import Identity
from domain.errors import CannotKickSelf, MemberNotFound, NotHost, RoomError
from domain.events import LeaveReason, MemberLeft
from tests.commits import next_events
from tests.rooms import ADA, BEN, CLEO, CODE, STRANGER, a_room

HOST = Identity(CODE, ADA)


@pytest.fixture
def kick(rooms: MemoryRooms) -> KickMember:
    return KickMember(rooms)


async def test_a_kicked_member_is_no_member_any_more(kick: KickMember, rooms: MemoryRooms) -> None:
    await rooms.add(a_room(with_members=3), ())
    await kick(HOST, BEN)
    assert list((await rooms.get(CODE)).members) == [ADA, CLEO]


async def test_kicking_is_announced(kick: KickMember, rooms: MemoryRooms) -> None:
    await rooms.add(a_room(with_members=3), ())
    async with rooms.follow(CODE) as feed:
        await kick(HOST, BEN)
        assert await next_events(feed) == (MemberLeft(BEN, LeaveReason.KICKED),)


async def test_a_host_cannot_kick_someone_of_another_room(
    kick: KickMember, rooms: MemoryRooms
) -> None:
    other = a_room(with_members=3, code="ZZZZZZ")
    await rooms.add(a_room(with_members=2), ())
    await rooms.add(other, ())
    with pytest.raises(MemberNotFound):
        await kick(HOST, CLEO)
    assert await rooms.get("ZZZZZZ") == other


@pytest.mark.parametrize(
    ("by", "target", "refusal"),
    [
        (BEN, ADA, NotHost),
        (ADA, ADA, CannotKickSelf),
        (ADA, STRANGER, MemberNotFound),
        (STRANGER, BEN, MemberNotFound),
    ],
)
async def test_a_refused_kick_changes_nothing(
    kick: KickMember, rooms: MemoryRooms, by: str, target: str, refusal: type[RoomError]
) -> None:
    room = a_room(with_members=3)
    await rooms.add(room, ())
    with pytest.raises(refusal):
        await kick(Identity(CODE, by), target)
    assert await rooms.get(CODE) == room
