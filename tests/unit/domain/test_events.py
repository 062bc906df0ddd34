"""The words that events take from the seed document, "Outgoing"."""

from domain.events import CloseReason, LeaveReason
from domain.room_state import RoomState


def test_the_reasons_for_being_gone_are_those_of_the_seed_document_and_ours() -> None:
    assert [*LeaveReason] == ["LEFT", "KICKED", "TIMEOUT"]


def test_the_reasons_for_closing_are_those_of_the_seed_document_and_ours() -> None:
    assert [*CloseReason] == ["HOST_CLOSED", "HOST_LEFT", "OPERATOR_CLOSED"]


def test_the_states_of_a_room_are_those_of_the_seed_document() -> None:
    assert [*RoomState] == ["CREATED", "CLOSED"]
