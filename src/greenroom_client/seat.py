"""A user's place in a room: all that it takes to come back."""

import base64
from dataclasses import dataclass, field

import msgspec


class _Claims(msgspec.Struct, rename="camel"):
    user_id: str


@dataclass(frozen=True, slots=True)
class Seat:
    """Two texts to keep: `Seat(room_code, token)` is the same seat again, in another process too.

    The token opens the room to whoever has it, so `repr` leaves it out.
    """

    room_code: str
    token: str = field(repr=False)

    @property
    def user_id(self) -> str:
        """The user whom the token names. Raises `ValueError` for what is no token."""
        try:
            claims = self.token.split(".")[1]
            text = base64.urlsafe_b64decode(claims + "=" * (-len(claims) % 4))
            return msgspec.json.decode(text, type=_Claims).user_id
        except (IndexError, ValueError, msgspec.MsgspecError) as error:
            raise ValueError("The seat's token names no user.") from error
