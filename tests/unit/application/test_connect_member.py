"""Seed document, "On WebSocket authentication"."""

import pytest

from adapters.memory_rooms import MemoryRooms
from application.connect_member import ConnectMember
from application.errors import InvalidToken, StoreUnavailable
from application.ports import Identity
from application.residence import Residence
from domain.errors import MemberNotFound, RoomNotFound
from domain.events import MemberConnected
from tests.commits import next_events
from tests.fakes import FakeTokens
from tests.rooms import ADA, BEN, CODE, STRANGER, a_room, socket_of
from tests.stepped_leases import SteppedLeases

MEMBER = Identity(CODE, BEN)


@pytest.fixture
def connect(rooms: MemoryRooms, tokens: FakeTokens, residence: Residence) -> ConnectMember:
    return ConnectMember(rooms, tokens, residence)


def test_the_bearer_is_the_one_to_whom_the_token_was_issued(
    connect: ConnectMember, tokens: FakeTokens
) -> None:
    token = tokens.issue(MEMBER)
    assert connect.identify(token) == (MEMBER, tokens.lifetime(token))


def test_a_token_that_was_never_issued_is_refused(connect: ConnectMember) -> None:
    with pytest.raises(InvalidToken):
        connect.identify("made up")


async def test_the_answer_is_the_room_in_which_the_member_is_connected(
    connect: ConnectMember, rooms: MemoryRooms, residence: Residence
) -> None:
    await rooms.add(a_room(with_members=2), ())
    room = await connect(MEMBER, "s1")
    assert room.member(BEN).socket_id == "s1"
    assert room.member(BEN).node_id == residence.node_id
    assert room.version == 2
    assert room == await rooms.get(CODE)


async def test_connecting_is_announced(
    connect: ConnectMember, rooms: MemoryRooms, residence: Residence
) -> None:
    await rooms.add(a_room(with_members=2), ())
    async with rooms.follow(CODE) as feed:
        await connect(MEMBER, "s1")
        assert await next_events(feed) == (MemberConnected(BEN, "s1", residence.node_id),)


async def test_a_newer_connection_replaces_the_older(
    connect: ConnectMember, rooms: MemoryRooms
) -> None:
    await rooms.add(a_room(with_members=2, connected=[BEN]), ())
    room = await connect(MEMBER, "newer")
    assert room.member(BEN).socket_id == "newer"


async def test_connecting_again_on_the_same_socket_answers_with_the_room_as_it_is(
    connect: ConnectMember, rooms: MemoryRooms
) -> None:
    room = a_room(with_members=2, connected=[BEN])
    await rooms.add(room, ())
    assert await connect(MEMBER, socket_of(BEN)) == room
    assert await rooms.get(CODE) == room


async def test_a_stranger_is_not_let_in(connect: ConnectMember, rooms: MemoryRooms) -> None:
    await rooms.add(a_room(with_members=2), ())
    with pytest.raises(MemberNotFound):
        await connect(Identity(CODE, STRANGER), "s1")


async def test_nobody_is_let_into_a_closed_room(connect: ConnectMember, rooms: MemoryRooms) -> None:
    await rooms.add(a_room(with_members=2), ())
    await rooms.update(CODE, lambda room: room.close(by=ADA))
    with pytest.raises(RoomNotFound):
        await connect(MEMBER, "s1")


async def test_nobody_is_connected_before_the_index_has_the_room(
    connect: ConnectMember, rooms: MemoryRooms, residence: Residence, leases: SteppedLeases
) -> None:
    await rooms.add(a_room(with_members=2, code="OTHER"), ())
    leases.asking.fail_next(StoreUnavailable())
    residence.enter("OTHER")
    with pytest.raises(StoreUnavailable):
        await connect(Identity("OTHER", BEN), "s1")
    assert not (await rooms.get("OTHER")).is_occupied
