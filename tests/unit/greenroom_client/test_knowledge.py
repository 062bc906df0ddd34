"""What is known of a room from what was heard of it."""

from typing import Any

import msgspec
import pytest

from greenroom_client import (
    ConnectionLost,
    ConnectionRestored,
    EndReason,
    Event,
    EventsMissed,
    LockToggled,
    NotUnderstood,
    Refused,
    Seat,
    TokenRenewed,
)
from greenroom_client.knowledge import Knowledge
from tests.told_rooms import known, told

SEAT = Seat("KRTWXY", "the first token")
LOCKED = ("room:lock_toggled", {"isLocked": True})


class Ear(Knowledge):
    """Knowledge of someone who is in the room with Ben."""

    def __init__(self, backlog: int = 10) -> None:
        super().__init__(SEAT, backlog)
        self.come_in()

    def come_in(self) -> None:
        self.hear("connect")
        self.hear("room:state", msgspec.json.decode(msgspec.json.encode(told("Ada", "Ben"))))

    async def read(self) -> list[Event]:
        """Everything that there is to be read, once it has ended."""
        self.end(EndReason.STOPPED, "The test is over.")
        return [event async for event in self.mailbox]


async def test_what_is_heard_is_known_and_to_be_read() -> None:
    ear = Ear()
    ear.hear(*LOCKED)
    assert ear.state == known("Ada", "Ben", locked=True)
    assert await ear.read() == [told("Ada", "Ben"), LockToggled(is_locked=True)]


async def test_a_newer_token_is_in_the_seat() -> None:
    ear = Ear()
    ear.hear("user:token", {"token": "the second token"})
    assert ear.seat == Seat("KRTWXY", "the second token")
    assert (await ear.read())[-1] == TokenRenewed("the second token")
    assert "second" not in repr(TokenRenewed("the second token"))


async def test_a_connection_that_is_lost_is_told_once_until_it_is_restored() -> None:
    ear = Ear()
    ear.hear("disconnect", "transport error")
    ear.lost()
    ear.hear("connect_error", "Connection error")
    ear.lost()
    ear.come_in()
    events = await ear.read()
    assert events[1:] == [ConnectionLost(), ConnectionRestored(), told("Ada", "Ben")]


async def test_a_connection_that_breaks_before_the_state_is_lost_again() -> None:
    ear = Ear()
    ear.lost()
    ear.hear("connect")
    ear.lost()
    ear.come_in()
    lost_and_found = [ConnectionLost(), ConnectionRestored()]
    assert (await ear.read())[1:] == [*lost_and_found, *lost_and_found, told("Ada", "Ben")]


ENDS: list[tuple[tuple[Any, ...], EndReason]] = [
    (("room:closed", {"reason": "HOST_CLOSED"}), EndReason.HOST_CLOSED),
    (("room:closed", {"reason": "HOST_LEFT"}), EndReason.HOST_LEFT),
    (("room:closed", {"reason": "EXPIRED"}), EndReason.EXPIRED),
    (("room:closed", {"reason": "LOST"}), EndReason.LOST),
    (("room:closed", {"reason": "BORED"}), EndReason.CLOSED),
    (("user:kicked",), EndReason.KICKED),
    (("error:room", {"code": "SESSION_REPLACED", "message": "."}), EndReason.REPLACED),
    (("disconnect", "server disconnect"), EndReason.REMOVED),
]


@pytest.mark.parametrize(("heard", "reason"), ENDS, ids=lambda it: str(it))
async def test_a_room_ends_with_its_reason(heard: tuple[Any, ...], reason: EndReason) -> None:
    ear = Ear()
    ear.hear(*heard)
    ear.hear("disconnect", "server disconnect")
    ear.hear(*LOCKED)
    ear.lost()
    assert ear.ended is not None
    assert ear.ended.reason is reason
    assert ear.over.is_set()
    assert ear.state == known("Ada", "Ben")
    assert ConnectionLost() not in await ear.read()


async def test_an_error_ends_nothing_by_itself() -> None:
    ear = Ear()
    ear.hear("error:room", {"code": "MEMBER_NOT_FOUND", "message": "Nobody to kick."})
    assert ear.ended is None


async def test_one_who_asked_to_leave_has_left() -> None:
    ear = Ear()
    ear.is_leaving = True
    ear.hear("disconnect", "server disconnect")
    assert ear.ended is not None
    assert ear.ended.reason is EndReason.LEFT


async def test_the_last_one_who_leaves_hears_that_the_room_is_closed() -> None:
    ear = Ear()
    ear.is_leaving = True
    ear.hear("room:closed", {"reason": "HOST_LEFT"})
    assert ear.ended is not None
    assert ear.ended.reason is EndReason.HOST_LEFT


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("ROOM_NOT_FOUND", EndReason.GONE),
        ("MEMBER_NOT_FOUND", EndReason.REMOVED),
        ("UNAUTHORIZED", EndReason.REFUSED),
    ],
)
async def test_one_who_may_not_come_back_knows_why(code: str, reason: EndReason) -> None:
    ear = Ear()
    ear.lost()
    ear.shut_out(Refused(code, "No."))
    assert ear.ended is not None
    assert ear.ended.reason is reason


async def test_what_is_not_understood_ends_the_room_with_an_error() -> None:
    ear = Ear()
    ear.hear("user:left", {"reason": "LEFT"})
    assert ear.ended is not None
    assert ear.ended.reason is EndReason.FAILED
    with pytest.raises(NotUnderstood, match=r"user:left.*userId"):
        await ear.read()


async def test_one_who_reads_too_slowly_goes_on_from_the_room_as_it_was_then() -> None:
    ear = Ear(backlog=2)
    ear.hear(*LOCKED)
    ear.hear("room:host_updated", {"hostId": "ben"})
    missed, state, *rest = await ear.read()
    assert missed == EventsMissed(2)
    assert state == told("Ada", "Ben", locked=True)
    assert len(rest) == 1
