"""What someone is let in with."""

from typing import NamedTuple


class Admission(NamedTuple):
    """The room and the token for it (seed document, "HTTP Endpoints")."""

    room_code: str
    token: str
