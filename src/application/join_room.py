"""Enter a room by its code."""

from collections.abc import Callable

from application.admission import Admission
from application.ports import Clock, Identity, Ids, RoomRepository, Tokens
from domain.display_name import DisplayNameRule
from domain.room import Room
from domain.room_code import RoomCodeRule


class JoinRoom:
    """Makes someone a member of a room (seed document, "Join Room")."""

    def __init__(
        self,
        rooms: RoomRepository,
        tokens: Tokens,
        ids: Ids,
        clock: Clock,
        names: DisplayNameRule,
        codes: RoomCodeRule,
    ) -> None:
        self._rooms = rooms
        self._tokens = tokens
        self._ids = ids
        self._clock = clock
        self._names = names
        self._codes = codes

    async def __call__(self, code: str, display_name: str, key: str | None = None) -> Admission:
        """With a `key`, asking again lets the same member in and makes no second one.

        Raises `InvalidDisplayName`, `RoomNotFound`, `IdempotencyKeyReused`, `RoomLocked` or
        `RoomFull`.
        """
        code = self._codes.read(code)
        name = self._names.read(display_name)
        newcomer, now = self._newcomer(key), self._clock.now()
        room, _ = await self._rooms.update(code, lambda room: room.join(newcomer(room), name, now))
        return Admission(code, self._tokens.issue(Identity(code, newcomer(room))))

    def _newcomer(self, key: str | None) -> Callable[[Room], str]:
        """Who joins a room. The name of a key's id has the room in it, as a code may be given
        out again: nobody of the old room is anybody in the new one."""
        if key is None:
            id = self._ids.new()
            return lambda room: id
        return lambda room: self._ids.named(f"guest {room.room_id} {key}")
