"""What a notification says: which room has changed, and what happened where that fits."""

import msgspec

LONGEST = 7999
"""Bytes that a notification may hold (PostgreSQL, "NOTIFY")."""

_encode = msgspec.json.Encoder().encode
_NONE = msgspec.Raw(b"null")


class Notice(msgspec.Struct):
    """A room has come to this revision by these commits; where they are not in here, they are
    in the outbox."""

    code: str
    revision: str
    commits: msgspec.Raw = _NONE

    @property
    def message(self) -> bytes | None:
        """The commits, as `commit_codec.decode_commits` reads them; None if not in here."""
        return None if self.commits == _NONE else bytes(self.commits)


_decode = msgspec.json.Decoder(Notice).decode


def encode_notice(code: str, revision: str, message: bytes | None = None) -> bytes:
    """What `decode_notice` reads; `message` is what `commit_codec.message_of` wrote."""
    return _encode(Notice(code, revision, _NONE if message is None else msgspec.Raw(message)))


def decode_notice(payload: str) -> Notice:
    """What `encode_notice` wrote. Raises `ValueError` for anything else."""
    return _decode(payload)
