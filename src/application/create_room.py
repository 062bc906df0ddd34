"""Open a room under a fresh code."""

from application.admission import Admission
from application.errors import RoomCodeGenerationFailed, RoomCodeTaken
from application.ports import Clock, Identity, Ids, RoomCodes, RoomRepository, Tokens
from domain.display_name import DisplayNameRule
from domain.room import Room
from domain.room_size import RoomSizeRule
from domain.timing import Timing

TRIES = 10
"""Codes tried before giving up. With half of all codes taken, one create in 1,024 fails."""


class CreateRoom:
    """Creates a room and makes its creator the host (seed document, "Create Room")."""

    def __init__(
        self,
        rooms: RoomRepository,
        tokens: Tokens,
        codes: RoomCodes,
        ids: Ids,
        clock: Clock,
        names: DisplayNameRule,
        sizes: RoomSizeRule,
        timing: Timing,
    ) -> None:
        self._rooms = rooms
        self._tokens = tokens
        self._codes = codes
        self._ids = ids
        self._clock = clock
        self._names = names
        self._sizes = sizes
        self._timing = timing

    async def __call__(self, display_name: str, max_users: int | None = None) -> Admission:
        """Raises `InvalidDisplayName`, `InvalidMaxUsers` or `RoomCodeGenerationFailed`."""
        name = self._names.read(display_name)
        size = self._sizes.read(max_users)
        for _ in range(TRIES):
            try:
                return await self._open(self._codes.mint(), name, size)
            except RoomCodeTaken:
                continue
        raise RoomCodeGenerationFailed(TRIES)

    async def _open(self, code: str, name: str, size: int) -> Admission:
        room, events = Room.create(
            code=code,
            room_id=self._ids.new(),
            revision=self._ids.new(),
            host_id=self._ids.new(),
            display_name=name,
            max_users=size,
            now=self._clock.now(),
            timing=self._timing,
        )
        await self._rooms.add(room, events)
        return Admission(code, self._tokens.issue(Identity(code, room.host_id)))
