"""Open a room under a fresh code."""

from application.admission import Admission
from application.errors import RoomCodeGenerationFailed, RoomCodeTaken
from application.ports import Clock, Identity, Ids, RoomCodes, RoomRepository, Tokens
from domain.display_name import DisplayNameRule
from domain.errors import IdempotencyKeyReused, RoomNotFound
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

    async def __call__(
        self, display_name: str, max_users: int | None = None, key: str | None = None
    ) -> Admission:
        """With a `key`, asking again finds the room that was opened and opens no second one, as
        long as the one who opened it is in it.

        Raises `InvalidDisplayName`, `InvalidMaxUsers`, `IdempotencyKeyReused` or
        `RoomCodeGenerationFailed`.
        """
        name = self._names.read(display_name)
        size = self._sizes.read(max_users)
        for attempt in range(TRIES):
            code = self._code(attempt, key)
            host_id = await self._open_or_find(code, name, size, key)
            if host_id is not None:
                return Admission(code, self._tokens.issue(Identity(code, host_id)))
        raise RoomCodeGenerationFailed(TRIES)

    async def _open_or_find(self, code: str, name: str, size: int, key: str | None) -> str | None:
        """The host of a room that this key opens, now or before; None if the code is others'."""
        try:
            return await self._open(code, name, size, key)
        except RoomCodeTaken:
            return None if key is None else await self._find(code, name, size, key)

    def _code(self, attempt: int, key: str | None) -> str:
        if key is None:
            return self._codes.mint()
        return self._codes.mint(self._ids.named(f"code {attempt} {key}"))

    def _host_id(self, room_id: str, key: str | None) -> str:
        """Who opens a room. The name of a key's id has the room in it, as its code may be given
        out again: nobody of the old room is anybody in the new one."""
        return self._ids.new() if key is None else self._ids.named(f"host {room_id} {key}")

    async def _open(self, code: str, name: str, size: int, key: str | None) -> str:
        """Returns the host's id. Raises `RoomCodeTaken`."""
        room_id = self._ids.new()
        room, events = Room.create(
            code=code,
            room_id=room_id,
            revision=self._ids.new(),
            host_id=self._host_id(room_id, key),
            display_name=name,
            max_users=size,
            now=self._clock.now(),
            timing=self._timing,
        )
        await self._rooms.add(room, events)
        return room.host_id

    async def _find(self, code: str, name: str, size: int, key: str) -> str | None:
        """Raises `IdempotencyKeyReused` when the key asked for another name or size before."""
        try:
            room = await self._rooms.get(code)
        except RoomNotFound:
            return None
        host = room.members.get(self._host_id(room.room_id, key))
        if host is None:
            return None
        if (host.display_name, room.max_users) != (name, size):
            raise IdempotencyKeyReused
        return host.id
