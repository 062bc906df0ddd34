"""Commits as JSON on a channel: one message for the changes that were committed together."""

from collections.abc import Sequence

import msgspec

from application.commit import Commit
from application.trace import trace_in
from domain import events as domain_events
from domain.events import Event
from domain.moment import from_iso, iso

_encode = msgspec.json.Encoder().encode
_EVENTS: dict[str, msgspec.json.Decoder[Event]] = {
    kind.__name__: msgspec.json.Decoder(kind)
    for kind in (
        domain_events.RoomCreated,
        domain_events.MemberJoined,
        domain_events.MemberConnected,
        domain_events.MemberDisconnected,
        domain_events.MemberMissed,
        domain_events.MemberLeft,
        domain_events.HostChanged,
        domain_events.LockToggled,
        domain_events.RoomClosed,
    )
}


class CommitRecord(msgspec.Struct, rename="camel", omit_defaults=True):
    """One change; every event is its name and its fields.

    What is not known is passed over, so that a later version may add fields. Nodes of an earlier
    one do the same with `trace`, and never write it.
    """

    code: str
    room_id: str
    previous: str
    revision: str
    version: int
    at: str
    events: list[tuple[str, msgspec.Raw]]
    trace: str = ""


_commits = msgspec.json.Decoder(list[CommitRecord])


def encode_commit(commit: Commit) -> bytes:
    """One change, to be sent with others. Raises `ValueError` for text that no codec knows."""
    return _encode(_record(commit))


def message_of(commits: Sequence[bytes]) -> bytes:
    """The message that announces these encoded commits of one room, in order."""
    return b"[" + b",".join(commits) + b"]"


def decode_commits(message: bytes) -> list[Commit]:
    """What `message_of` wrote. Raises `ValueError` for anything else."""
    return [_commit(record) for record in _commits.decode(message)]


def _record(commit: Commit) -> CommitRecord:
    return CommitRecord(
        code=commit.code,
        room_id=commit.room_id,
        previous=commit.previous,
        revision=commit.revision,
        version=commit.version,
        at=iso(commit.at),
        events=[(type(event).__name__, msgspec.Raw(_encode(event))) for event in commit.events],
        trace=commit.trace,
    )


def _commit(record: CommitRecord) -> Commit:
    return Commit(
        code=record.code,
        room_id=record.room_id,
        previous=record.previous,
        revision=record.revision,
        version=record.version,
        at=from_iso(record.at),
        events=tuple(_event(name, fields) for name, fields in record.events),
        trace=trace_in(record.trace),
    )


def _event(name: str, fields: msgspec.Raw) -> Event:
    if name not in _EVENTS:
        raise ValueError(f"no event: {name}")
    return _EVENTS[name].decode(fields)
