"""Whether a room is open."""

from enum import StrEnum


class RoomState(StrEnum):
    """Seed document, "Redis Data Structures". A closed room is never stored."""

    CREATED = "CREATED"
    CLOSED = "CLOSED"
