"""A room is kept for a short while, and no more of them than there is room for."""

import pytest

from adapters import kept_rooms
from adapters.kept_rooms import KeptRooms
from adapters.room_steps import Standing
from tests.rooms import a_room


def kept(code: str = "AAAAAA", members: int = 1) -> Standing:
    return Standing(a_room(code=code, with_members=members))


@pytest.fixture
def rooms() -> KeptRooms:
    return KeptRooms()


async def test_a_room_that_is_taken_is_kept_no_longer(rooms: KeptRooms) -> None:
    standing = kept()
    rooms.keep(standing)
    assert rooms.take("AAAAAA") is standing
    assert rooms.take("AAAAAA") is None


async def test_a_room_that_was_never_kept_is_none(rooms: KeptRooms) -> None:
    rooms.keep(kept("AAAAAA"))
    assert rooms.take("BBBBBB") is None


async def test_of_one_room_the_last_is_kept(rooms: KeptRooms) -> None:
    rooms.keep(kept(members=1))
    last = kept(members=2)
    rooms.keep(last)
    assert len(rooms) == 1
    assert rooms.take("AAAAAA") is last


async def test_after_its_time_it_is_none_and_makes_way_for_others(
    rooms: KeptRooms, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept_rooms, "SECONDS", 0.0)
    for code in ("AAAAAA", "BBBBBB"):
        rooms.keep(kept(code))
    assert len(rooms) == 0
    assert rooms.take("AAAAAA") is None


async def test_the_oldest_go_when_there_are_too_many_members(
    rooms: KeptRooms, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept_rooms, "MEMBERS", 8)
    for code, members in (("AAAAAA", 3), ("BBBBBB", 1), ("CCCCCC", 3)):
        rooms.keep(kept(code, members))
    assert rooms.take("AAAAAA") is None
    rooms.keep(kept("DDDDDD", 1))
    assert len(rooms) == 3
    assert all(rooms.take(code) for code in ("BBBBBB", "CCCCCC", "DDDDDD"))


async def test_a_room_that_is_too_large_is_not_kept(
    rooms: KeptRooms, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept_rooms, "MEMBERS", 2)
    rooms.keep(kept(members=3))
    assert len(rooms) == 0
