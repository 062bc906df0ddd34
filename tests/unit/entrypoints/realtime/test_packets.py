"""Socket.IO protocol 5 in the namespace /rooms, as text."""

import pytest

from entrypoints.realtime import packets
from entrypoints.realtime.messages.outgoing import LockToggled, UserKicked
from entrypoints.realtime.refusals import NOT_MEMBER, Refusal

REFUSAL = Refusal("A_CODE", "A sentence with “quotes” and 雪.")
TOLD = '{"code":"A_CODE","message":"A sentence with “quotes” and 雪."}'


def test_connect_tells_the_socket_its_id() -> None:
    assert packets.connect("an id").encode() == '40/rooms,{"sid":"an id"}'


def test_a_refusal_to_connect_has_a_message_and_a_code() -> None:
    expected = '{"message":"A sentence with “quotes” and 雪.","data":{"code":"A_CODE"}}'
    assert packets.connect_error(REFUSAL).encode() == "44/rooms," + expected
    assert packets.connect_error(REFUSAL, "/other").encode() == "44/other," + expected


def test_disconnect_has_nothing_to_say() -> None:
    assert packets.disconnect().encode() == "41/rooms,"


def test_an_event_has_its_fields_as_payload() -> None:
    packet = packets.event(LockToggled(True))
    assert packet.encode() == '42/rooms,["room:lock_toggled",{"isLocked":true}]'


def test_an_event_without_fields_has_no_payload() -> None:
    assert packets.event(UserKicked()).encode() == '42/rooms,["user:kicked"]'


def test_one_who_may_not_enter_yet_is_told_when() -> None:
    told = '{"message":"Later.","data":{"code":"RATE_LIMITED","retryAfter":7}}'
    refusal = Refusal("RATE_LIMITED", "Later.", 7)
    assert packets.connect_error(refusal).encode() == "44/rooms," + told


def test_an_error_is_an_event() -> None:
    assert packets.error(REFUSAL).encode() == f'42/rooms,["error:room",{TOLD}]'


@pytest.mark.parametrize("ack_id", [0, 1, 10**99])
def test_an_answer_carries_the_number_of_its_question(ack_id: int) -> None:
    (done,) = packets.answer(ack_id, None)
    assert done.encode() == f'43/rooms,{ack_id}[{{"ok":true}}]'


def test_a_refusal_is_an_answer_and_then_an_event() -> None:
    answer, error = packets.answer(7, REFUSAL)
    assert answer.encode() == f'43/rooms,7[{{"ok":false,"error":{TOLD}}}]'
    assert error.encode() == f'42/rooms,["error:room",{TOLD}]'


def test_one_who_asked_for_no_answer_hears_of_a_failure_alone() -> None:
    assert list(packets.answer(None, None)) == []
    (error,) = packets.answer(None, NOT_MEMBER)
    assert error.encode().startswith('42/rooms,["error:room",{"code":"MEMBER_NOT_FOUND"')
