"""From what comes over the wire to what it means."""

from typing import Any

import pytest

from greenroom_client import (
    CloseReason,
    Kicked,
    LeaveReason,
    LockToggled,
    MemberJoined,
    MemberLeft,
    NotUnderstood,
    RoomClosed,
    RoomExpiring,
    Unknown,
)
from greenroom_client.decoding import event_of, no_entry_in, refusal_in
from tests.told_rooms import NOON, a_user, told

DATE = "2026-01-01T12:00:00.000Z"
ADA = {
    "id": "ada",
    "displayName": "Ada",
    "roomCode": "KRTWXY",
    "isConnected": True,
    "joinedAt": DATE,
}
ROOM = {
    "code": "KRTWXY",
    "hostId": "ada",
    "isLocked": False,
    "maxUsers": 8,
    "state": "CREATED",
    "createdAt": DATE,
    "updatedAt": DATE,
}


def test_the_state_of_a_room() -> None:
    assert event_of("room:state", ({"room": ROOM, "users": [ADA], "version": 1},)) == told("Ada")


def test_an_event_without_a_payload() -> None:
    assert event_of("user:kicked", ()) == Kicked()


def test_an_event_with_fields_of_two_words() -> None:
    assert event_of("room:lock_toggled", ({"isLocked": True},)) == LockToggled(is_locked=True)
    assert event_of("room:expiring", ({"expiresAt": DATE},)) == RoomExpiring(NOON)


def test_fields_of_a_newer_server_are_ignored() -> None:
    payload = {"user": ADA | {"avatar": "owl"}, "by": "ben"}
    assert event_of("user:joined", (payload,)) == MemberJoined(a_user("Ada"))


def test_an_event_of_a_newer_server_is_unknown() -> None:
    assert event_of("room:painted", ("green", 1)) == Unknown("room:painted", "green")
    assert event_of("room:painted", ()) == Unknown("room:painted", None)


def test_a_reason_of_a_newer_server_is_another_one() -> None:
    left = event_of("user:left", ({"reason": "BORED", "userId": "ben"},))
    assert left == MemberLeft(LeaveReason.OTHER, "ben")
    assert event_of("room:closed", ({"reason": "BORED"},)) == RoomClosed(CloseReason.OTHER)


@pytest.mark.parametrize(
    ("name", "arguments", "wrong"),
    [
        ("room:lock_toggled", ({"isLocked": "yes"},), r"room:lock_toggled: .*\$\.isLocked"),
        ("room:lock_toggled", (), "room:lock_toggled: .*isLocked"),
        ("user:joined", ({"user": {"id": "ada"}},), r"user:joined: .*displayName.*\$\.user"),
        ("room:state", ("the whole room",), "room:state: Expected `object`"),
    ],
)
def test_a_known_event_with_an_unknown_payload_is_not_understood(
    name: str, arguments: tuple[Any, ...], wrong: str
) -> None:
    with pytest.raises(NotUnderstood, match=wrong):
        event_of(name, arguments)


def test_an_acknowledgement_is_no_refusal() -> None:
    assert refusal_in({"ok": True}) is None


def test_a_refusal_has_its_code_and_sentence() -> None:
    refusal = refusal_in({"ok": False, "error": {"code": "NOT_HOST", "message": "No."}})
    assert refusal is not None
    assert (refusal.code, refusal.message, refusal.status) == ("NOT_HOST", "No.", None)
    assert str(refusal) == "NOT_HOST: No."


@pytest.mark.parametrize("answer", [None, "yes", {}, {"ok": False}, (True, False)])
def test_another_acknowledgement_is_not_understood(answer: Any) -> None:
    with pytest.raises(NotUnderstood, match="acknowledgement"):
        refusal_in(answer)


def test_a_refused_entry_may_say_when_to_come_again() -> None:
    told = {"message": "Later.", "data": {"code": "RATE_LIMITED", "retryAfter": 7}}
    refusal = no_entry_in(told)
    assert refusal is not None
    assert (refusal.code, refusal.message, refusal.retry_after) == ("RATE_LIMITED", "Later.", 7)


@pytest.mark.parametrize("told", ["Connection error", None, {"message": "Later."}])
def test_what_the_library_says_of_a_connection_is_no_refusal(told: Any) -> None:
    assert no_entry_in(told) is None
