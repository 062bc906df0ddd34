"""What a client is told before it asks anybody anything."""

import pytest

from greenroom_client import Greenroom, RoomSession, Seat


@pytest.mark.parametrize(
    "url", ["", "127.0.0.1:3000", "ws://example.org", "http://", "file:///rooms"]
)
def test_an_address_that_is_none_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match=f"must be http://... or https://..., not '{url}'"):
        Greenroom(url)


@pytest.mark.parametrize("url", ["http://example.org/?a=b", "http://example.org/#rooms"])
def test_an_address_with_a_query_or_fragment_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="neither query nor fragment"):
        Greenroom(url)


@pytest.mark.parametrize("backlog", [0, -1])
def test_a_backlog_has_at_least_one_place(backlog: int) -> None:
    with pytest.raises(ValueError, match=f"backlog must be 1 or more, not {backlog}"):
        Greenroom(backlog=backlog)


async def test_requests_need_the_block() -> None:
    greenroom = Greenroom()
    with pytest.raises(RuntimeError, match="async with Greenroom"):
        await greenroom.create("Ada")
    async with greenroom:
        pass
    with pytest.raises(RuntimeError, match="async with Greenroom"):
        await greenroom.look("ABCDEF")


def test_a_room_that_is_not_entered_has_no_state() -> None:
    room = Greenroom().enter(Seat("ABCDEF", "a token"))
    assert isinstance(room, RoomSession)
    assert not room.is_connected
    assert room.ended is None
    with pytest.raises(RuntimeError, match="not entered"):
        _ = room.state
