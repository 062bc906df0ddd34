"""A member arrives on a socket."""

from application.ports import Identity, RoomRepository, Tokens
from domain.room import Room


class ConnectMember:
    """Lets the bearer of a token into its room (seed document, "On WebSocket authentication")."""

    def __init__(self, rooms: RoomRepository, tokens: Tokens) -> None:
        self._rooms = rooms
        self._tokens = tokens

    def identify(self, token: str) -> Identity:
        """Who is at the door. Raises `InvalidToken`."""
        return self._tokens.verify(token)

    async def __call__(self, who: Identity, socket_id: str, node_id: str) -> Room:
        """The room at the version in which the member is connected on this socket, which the
        node of this id has.

        Raises `RoomNotFound` or `MemberNotFound`.
        """
        entered = await self._rooms.update(
            who.room_code, lambda room: room.connect(who.user_id, socket_id, node_id)
        )
        return entered.room
