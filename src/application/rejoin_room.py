"""Come back to a room with an old token."""

from application.admission import Admission
from application.ports import Identity, RoomRepository, Tokens
from domain.errors import RoomNotFound
from domain.room_code import RoomCodeRule


class RejoinRoom:
    """Exchanges a member's token for a new one (seed document, "Reconnect")."""

    def __init__(self, rooms: RoomRepository, tokens: Tokens, codes: RoomCodeRule) -> None:
        self._rooms = rooms
        self._tokens = tokens
        self._codes = codes

    def identify(self, token: str) -> Identity:
        """Who asks. Raises `InvalidToken`."""
        return self._tokens.verify(token)

    def is_own(self, code: str, who: Identity) -> bool:
        """Whether this is the code of the room that the token is for."""
        try:
            return self._codes.read(code) == who.room_code
        except RoomNotFound:
            return False

    async def __call__(self, code: str, who: Identity) -> Admission:
        """Raises `RoomNotFound` (closed, or not the token's room) or `MemberNotFound`.

        Only the token's own room is looked at, whatever the code: the answer, and the time that
        it takes, tell nothing of any other.
        """
        room = await self._rooms.get(who.room_code)
        if not self.is_own(code, who):
            raise RoomNotFound
        room.member(who.user_id)
        return Admission(who.room_code, self._tokens.issue(who))
