"""Socket.IO packets of the namespace `/rooms`, encoded once for any number of recipients.

Socket.IO protocol 5: packet type, namespace and comma, acknowledgement id, JSON.
"""

from collections.abc import Iterator

import msgspec
from engineio.packet import MESSAGE, Packet

from entrypoints.realtime.messages.outgoing import Outgoing, RoomFault
from entrypoints.realtime.messages.replies import (
    CommandFault,
    Done,
    Entered,
    EntryFault,
    EntryRefused,
    Refused,
)
from entrypoints.realtime.refusals import Refusal

NAMESPACE = "/rooms"

_CONNECT, _DISCONNECT, _EVENT, _ACK, _CONNECT_ERROR = range(5)
_json = msgspec.json.Encoder()


def connect(socket_id: str) -> Packet:
    """The socket is in the namespace."""
    return _packet(_CONNECT, Entered(socket_id))


def connect_error(refusal: Refusal, namespace: str = NAMESPACE) -> Packet:
    """The socket is refused; a stock client gets it as `connect_error` and stays away."""
    retry_after = msgspec.UNSET if refusal.retry_after is None else refusal.retry_after
    fault = EntryFault(refusal.code, retry_after)
    return _packet(_CONNECT_ERROR, EntryRefused(refusal.message, fault), namespace)


def disconnect() -> Packet:
    """The socket is out of the namespace; a stock client stays away."""
    return Packet(MESSAGE, f"{_DISCONNECT}{NAMESPACE},")


def event(message: Outgoing) -> Packet:
    """An event with one argument, or none where it has no fields."""
    argument = [message] if message.__struct_fields__ else []
    return _packet(_EVENT, [message.event, *argument])


def error(refusal: Refusal) -> Packet:
    """A refusal as an event of its own."""
    return event(RoomFault(refusal.code, refusal.message))


def answer(ack_id: int | None, refusal: Refusal | None) -> Iterator[Packet]:
    """The answer to a command (DESIGN, "Wire"): an acknowledgement where the client asked for
    one, and `error:room` in either case of failure."""
    if ack_id is not None:
        yield Packet(MESSAGE, f"{_ACK}{NAMESPACE},{ack_id}{_text([_outcome(refusal)])}")
    if refusal is not None:
        yield error(refusal)


def _outcome(refusal: Refusal | None) -> Done | Refused:
    if refusal is None:
        return Done(True)
    return Refused(False, CommandFault(refusal.code, refusal.message))


def _packet(kind: int, payload: object, namespace: str = NAMESPACE) -> Packet:
    return Packet(MESSAGE, f"{kind}{namespace},{_text(payload)}")


def _text(payload: object) -> str:
    return _json.encode(payload).decode()
