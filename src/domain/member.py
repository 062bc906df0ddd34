"""One person in one room."""

from dataclasses import dataclass, replace
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Member:
    """A user of a room, from joining until leaving, connected or not.

    `number` is the join number: it counts up within the room and alone decides seniority.
    `joined_at` is for people to read, and counts as the moment of going away for one who never
    came. `socket_id` and `node_id` are set exactly while the member is connected: its one live
    connection, and the node that has it. `disconnected_at` is set while it is away after
    having been here. `is_lingering` says that it is away and the others have not been told.
    """

    id: str
    display_name: str
    joined_at: datetime
    number: int
    socket_id: str | None = None
    node_id: str | None = None
    disconnected_at: datetime | None = None
    is_lingering: bool = False

    @property
    def is_connected(self) -> bool:
        return self.socket_id is not None

    @property
    def is_present(self) -> bool:
        """Whether it is connected as far as the others have been told."""
        return self.is_connected or self.is_lingering

    @property
    def away_since(self) -> datetime | None:
        """Since when it is not connected, or None while it is."""
        return None if self.is_connected else self.disconnected_at or self.joined_at

    def connected(self, socket_id: str, node_id: str) -> "Member":
        """Here, on this socket of this node."""
        return replace(
            self,
            socket_id=socket_id,
            node_id=node_id,
            disconnected_at=None,
            is_lingering=False,
        )

    def disconnected(self, at: datetime, *, lingers: bool) -> "Member":
        """Away; one who `lingers` is missed by the others only later."""
        return replace(self, socket_id=None, node_id=None, disconnected_at=at, is_lingering=lingers)

    def missed(self) -> "Member":
        """Away, and the others know."""
        return replace(self, is_lingering=False)
