"""Enter a room by its code."""

from application.admission import Admission
from application.ports import Clock, Identity, Ids, RoomRepository, Tokens
from domain.display_name import DisplayNameRule
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

    async def __call__(self, code: str, display_name: str) -> Admission:
        """Raises `InvalidDisplayName`, `RoomNotFound`, `RoomLocked` or `RoomFull`."""
        code = self._codes.read(code)
        name = self._names.read(display_name)
        user_id, now = self._ids.new(), self._clock.now()
        await self._rooms.update(code, lambda room: room.join(user_id, name, now))
        return Admission(code, self._tokens.issue(Identity(code, user_id)))
