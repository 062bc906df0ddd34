"""Rooms as the seed document has them in Redis."""

import json
from dataclasses import replace
from random import Random  # noqa: TID251 - Hypothesis gives it

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.room_codec import decode_revision, decode_room, encode_room, encode_user
from domain.moment import iso
from domain.room import Room
from tests.any_rooms import rooms
from tests.display_names import HONEST
from tests.rooms import ADA, BEN, CODE, NODE, NOON, a_member, a_room, socket_of

NAMES = [name for names in HONEST.values() for name in names]


def stored(room: Room) -> tuple[bytes, list[bytes]]:
    return encode_room(room), [encode_user(member, room.code) for member in room.members.values()]


@given(rooms())
def test_a_room_comes_out_as_it_went_in(room: Room) -> None:
    assert decode_room(*stored(room)) == room


@given(rooms(), st.randoms(use_true_random=False))
def test_members_are_in_order_of_seniority_however_redis_lists_them(
    room: Room, chance: Random
) -> None:
    json_of_room, users = stored(room)
    chance.shuffle(users)
    assert list(decode_room(json_of_room, users).members) == list(room.members)


@pytest.mark.parametrize("name", NAMES)
def test_every_honest_name_comes_out_as_it_went_in(name: str) -> None:
    room = replace(a_room(), members={ADA: replace(a_member(ADA, number=1), display_name=name)})
    assert decode_room(*stored(room)).member(ADA).display_name == name


def test_a_room_has_the_fields_of_the_seed_document_and_ours() -> None:
    """Section "Redis Data Structures", 1."""
    room = a_room(with_members=2, locked=True)
    assert json.loads(encode_room(room)) == {
        "code": CODE,
        "hostId": ADA,
        "isLocked": True,
        "maxUsers": 8,
        "state": "CREATED",
        "createdAt": "2030-06-01T12:00:00.000Z",
        "updatedAt": "2030-06-01T12:00:00.000Z",
        "roomId": room.room_id,
        "revision": room.revision,
        "version": 1,
        "expiresAt": "2030-06-01T22:00:00.000Z",
        "hostSince": "2030-06-01T12:00:00.000Z",
        "ttlMs": 36_000_000,
        "emptyTtlMs": None,
        "hostGraceMs": 0,
        "memberGraceMs": 0,
        "presenceGraceMs": 0,
    }


def test_a_user_has_the_fields_of_the_seed_document_and_ours() -> None:
    """Section "Redis Data Structures", 3."""
    assert json.loads(encode_user(a_member(BEN, number=2, connected=True), CODE)) == {
        "id": BEN,
        "displayName": "Ben",
        "roomCode": CODE,
        "isConnected": True,
        "socketId": socket_of(BEN),
        "joinedAt": iso(NOON),
        "joinNumber": 2,
        "nodeId": NODE,
        "disconnectedAt": None,
        "isLingering": False,
    }


def test_one_who_is_away_has_no_socket() -> None:
    ben = a_member(BEN, number=2, connected=True).disconnected(NOON, lingers=True)
    user = json.loads(encode_user(ben, CODE))
    assert (user["socketId"], user["nodeId"]) == (None, None)
    assert (user["isConnected"], user["isLingering"]) == (False, True)
    assert user["disconnectedAt"] == iso(NOON)


@pytest.mark.parametrize("foreign", [b"", b"hello", b"[]", b"{}", b"\xff", b'{"code": 7}'])
def test_what_is_no_room_is_a_value_error(foreign: bytes) -> None:
    with pytest.raises(ValueError):
        decode_room(foreign, [])
    with pytest.raises(ValueError):
        decode_room(encode_room(a_room()), [foreign])
    with pytest.raises(ValueError):
        decode_revision(foreign)


@pytest.mark.parametrize("field", ["createdAt", "expiresAt", "state"])
def test_a_field_of_another_kind_is_a_value_error(field: str) -> None:
    record = json.loads(encode_room(a_room())) | {field: "soon"}
    with pytest.raises(ValueError):
        decode_room(json.dumps(record).encode(), [])


def test_the_revision_can_be_read_alone() -> None:
    room = a_room()
    assert decode_revision(encode_room(room)) == room.revision


def test_a_later_version_may_add_fields() -> None:
    room = a_room()
    record = json.loads(encode_room(room)) | {"later": [1]}
    assert decode_room(json.dumps(record).encode(), stored(room)[1]) == room
