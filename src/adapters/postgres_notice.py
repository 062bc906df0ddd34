"""What a notification says: which room has changed, and what happened where that fits; or that
a feed wants to hear itself."""

import msgspec

LONGEST = 7999
"""Bytes that a notification may hold (PostgreSQL, "NOTIFY")."""

_encode = msgspec.json.Encoder().encode
_NONE = msgspec.Raw(b"null")
_NO_ROOM = ""


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

    @property
    def probe(self) -> str | None:
        """The word by which a feed knows itself again; None where it is of a room."""
        return self.revision if self.code == _NO_ROOM else None


_decode = msgspec.json.Decoder(Notice).decode


def encode_notice(code: str, revision: str, message: bytes | None = None) -> bytes:
    """What `decode_notice` reads; `message` is what `commit_codec.message_of` wrote."""
    return _encode(Notice(code, revision, _NONE if message is None else msgspec.Raw(message)))


def encode_probe(word: str) -> bytes:
    """What `decode_notice` reads as the notice of no room, which nobody follows."""
    return encode_notice(_NO_ROOM, word)


def decode_notice(payload: str) -> Notice:
    """What `encode_notice` wrote. Raises `ValueError` for anything else."""
    return _decode(payload)
