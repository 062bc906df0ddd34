"""What a refusal says (seed document, "Error Codes")."""

import pytest

from domain.errors import (
    AlreadyHost,
    CannotKickSelf,
    IdempotencyKeyReused,
    InvalidDisplayName,
    InvalidInput,
    InvalidMaxUsers,
    MemberNotFound,
    NotHost,
    RoomError,
    RoomFull,
    RoomLocked,
    RoomNotFound,
    SessionReplaced,
)

REFUSALS = [
    (AlreadyHost(), "ALREADY_HOST"),
    (CannotKickSelf(), "CANNOT_KICK_SELF"),
    (IdempotencyKeyReused(), "IDEMPOTENCY_KEY_REUSED"),
    (MemberNotFound("ben"), "MEMBER_NOT_FOUND"),
    (NotHost(), "NOT_HOST"),
    (RoomFull(8), "ROOM_FULL"),
    (RoomLocked(), "ROOM_LOCKED"),
    (RoomNotFound(), "ROOM_NOT_FOUND"),
    (SessionReplaced(), "SESSION_REPLACED"),
    (InvalidInput("field", "is odd"), "INVALID_INPUT"),
    (InvalidDisplayName("is too short"), "INVALID_INPUT"),
    (InvalidMaxUsers(20), "INVALID_INPUT"),
    (RoomError(), "UNKNOWN_ERROR"),
]


@pytest.mark.parametrize(("refusal", "code"), REFUSALS)
def test_a_refusal_carries_the_code_that_clients_see(refusal: RoomError, code: str) -> None:
    assert refusal.code == code


def test_a_refusal_reads_as_a_sentence() -> None:
    assert str(RoomFull(8)) == "The room is full: it has room for 8."


def test_a_refusal_does_not_repeat_what_a_stranger_sent() -> None:
    assert "<script>" not in str(MemberNotFound("<script>"))


def test_a_bad_name_names_its_field() -> None:
    refusal = InvalidDisplayName("is too short")
    assert (refusal.field, refusal.reason) == ("displayName", "is too short")
    assert str(refusal) == "displayName is too short."


def test_a_bad_size_names_its_field_and_the_limit() -> None:
    refusal = InvalidMaxUsers(20)
    assert (refusal.field, refusal.limit) == ("maxUsers", 20)
    assert str(refusal) == "maxUsers must be a whole number from 1 to 20."
