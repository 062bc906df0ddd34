"""The token that is a user's whole identity (seed document, "Token Model")."""

from datetime import datetime
from typing import NamedTuple, Protocol


class Identity(NamedTuple):
    """Who someone is: one user of one room."""

    room_code: str
    user_id: str


class Lifetime(NamedTuple):
    """From when to when a token is good, by the issuer's clock."""

    issued_at: datetime
    expires_at: datetime


class Tokens(Protocol):
    """Issues and verifies tokens. What a token is worth, the store decides, not the token."""

    def issue(self, identity: Identity) -> str:
        """A token that verifies as this identity until it expires."""
        ...

    def verify(self, token: str) -> Identity:
        """Who this token was issued to.

        Raises `InvalidToken` for anything that `issue` did not make, and after its expiry;
        nothing else, whatever the text.
        """
        ...

    def examine(self, token: str) -> tuple[Identity, Lifetime]:
        """Who it was issued to, and how long it is good: `verify` and `lifetime` by one look, for
        a signature costs time. Raises as `verify`."""
        ...

    def lifetime(self, token: str) -> Lifetime:
        """How long this token is good, or was.

        Raises `InvalidToken` for anything that `issue` did not make.
        """
        ...
