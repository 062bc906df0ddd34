"""Seed document, `room:transfer_host`."""

import pytest

from adapters.memory_rooms import MemoryRooms
from application.ports import Identity
from application.transfer_host import TransferHost
from domain.errors import AlreadyHost, MemberNotFound, NotHost, RoomError
from domain.events import HostChanged
from tests.commits import next_events
from tests.rooms import ADA, BEN, CLEO, CODE, STRANGER, a_room

HOST = Identity(CODE, ADA)


@pytest.fixture
def transfer(rooms: MemoryRooms) -> TransferHost:
    return TransferHost(rooms)


async def test_the_new_host_has_the_room_and_the_old_one_stays(
    transfer: TransferHost, rooms: MemoryRooms
) -> None:
    await rooms.add(a_room(with_members=2), ())
    await transfer(HOST, BEN)
    room = await rooms.get(CODE)
    assert room.host_id == BEN
    assert room.member(ADA).id == ADA


async def test_handing_over_is_announced(transfer: TransferHost, rooms: MemoryRooms) -> None:
    await rooms.add(a_room(with_members=2), ())
    async with rooms.follow(CODE) as feed:
        await transfer(HOST, BEN)
        assert await next_events(feed) == (HostChanged(BEN),)


@pytest.mark.parametrize(
    ("by", "to", "refusal"),
    [
        (BEN, CLEO, NotHost),
        (ADA, ADA, AlreadyHost),
        (ADA, STRANGER, MemberNotFound),
        (STRANGER, BEN, MemberNotFound),
    ],
)
async def test_a_refused_transfer_changes_nothing(
    transfer: TransferHost, rooms: MemoryRooms, by: str, to: str, refusal: type[RoomError]
) -> None:
    room = a_room(with_members=3)
    await rooms.add(room, ())
    with pytest.raises(refusal):
        await transfer(Identity(CODE, by), to)
    assert await rooms.get(CODE) == room
