"""Socket.IO packets of the namespace `/rooms`, encoded once for any number of recipients.

Socket.IO protocol 5: packet type, namespace and comma, acknowledgement id, JSON.
"""

from collections.abc import Iterator

import msgspec
from engineio.packet import MESSAGE, Packet

from entrypoints.realtime.refusals import Refusal

NAMESPACE = "/rooms"

_CONNECT, _DISCONNECT, _EVENT, _ACK, _CONNECT_ERROR = range(5)
_json = msgspec.json.Encoder()


def connect(socket_id: str) -> Packet:
    """The socket is in the namespace."""
    return _packet(_CONNECT, {"sid": socket_id})


def connect_error(refusal: Refusal, namespace: str = NAMESPACE) -> Packet:
    """The socket is refused; a stock client gets it as `connect_error` and stays away."""
    reason: dict[str, object] = {"code": refusal.code}
    if refusal.retry_after is not None:
        reason["retryAfter"] = refusal.retry_after
    return _packet(_CONNECT_ERROR, {"message": refusal.message, "data": reason}, namespace)


def disconnect() -> Packet:
    """The socket is out of the namespace; a stock client stays away."""
    return Packet(MESSAGE, f"{_DISCONNECT}{NAMESPACE},")


def event(name: str, payload: object = None) -> Packet:
    """An event with one argument, or none where there is no payload."""
    return _packet(_EVENT, [name] if payload is None else [name, payload])


def error(refusal: Refusal) -> Packet:
    """A refusal as an event of its own."""
    return event("error:room", {"code": refusal.code, "message": refusal.message})


def answer(ack_id: int | None, refusal: Refusal | None) -> Iterator[Packet]:
    """The answer to a command (DESIGN, "Wire"): an acknowledgement where the client asked for
    one, and `error:room` in either case of failure."""
    if ack_id is not None:
        outcome = _result(refusal)
        yield Packet(MESSAGE, f"{_ACK}{NAMESPACE},{ack_id}{_text([outcome])}")
    if refusal is not None:
        yield error(refusal)


def _result(refusal: Refusal | None) -> dict[str, object]:
    if refusal is None:
        return {"ok": True}
    return {"ok": False, "error": {"code": refusal.code, "message": refusal.message}}


def _packet(kind: int, payload: object, namespace: str = NAMESPACE) -> Packet:
    return Packet(MESSAGE, f"{kind}{namespace},{_text(payload)}")


def _text(payload: object) -> str:
    return _json.encode(payload).decode()
