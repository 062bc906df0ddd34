"""Look through the rooms, as those who run the server do."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from application.ports import RoomDirectory
from domain.room import Room


@dataclass(frozen=True, slots=True)
class ListedRoom:
    """What may be told of a room to whoever lists them all: nothing of the people in it but how
    many they are."""

    code: str
    is_locked: bool
    connected: int
    members: int
    max_users: int
    version: int
    created_at: datetime
    expires_at: datetime

    @classmethod
    def of(cls, room: Room) -> Self:
        return cls(
            code=room.code,
            is_locked=room.is_locked,
            connected=sum(member.is_connected for member in room.members.values()),
            members=len(room.members),
            max_users=room.max_users,
            version=room.version,
            created_at=room.created_at,
            expires_at=room.expires_at,
        )


class ListRooms:
    """Tells of every room once, in the order of the store, and holds nothing but their codes."""

    def __init__(self, directory: RoomDirectory) -> None:
        self._directory = directory

    async def __call__(self) -> AsyncIterator[ListedRoom]:
        """Raises `StoreUnavailable`."""
        told: set[str] = set()
        async for batch in self._directory.rooms():
            for room in batch:
                if room.code not in told:
                    told.add(room.code)
                    yield ListedRoom.of(room)
