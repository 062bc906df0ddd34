"""One person in one room."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Member:
    """A user of a room, from joining until leaving, connected or not.

    `number` is the join number: it counts up within the room and alone decides seniority.
    `joined_at` is for people to read; no rule looks at it. `socket_id` is set exactly while
    the member is connected and names its one live connection.
    """

    id: str
    display_name: str
    joined_at: datetime
    number: int
    socket_id: str | None = None

    @property
    def is_connected(self) -> bool:
        return self.socket_id is not None
