"""A member arrives on a socket."""

from application.ports import Identity, Lifetime, RoomRepository, Tokens
from application.residence import Residence
from domain.room import Room


class ConnectMember:
    """Lets the bearer of a token into its room (seed document, "On WebSocket authentication")."""

    def __init__(self, rooms: RoomRepository, tokens: Tokens, residence: Residence) -> None:
        self._rooms = rooms
        self._tokens = tokens
        self._residence = residence

    def identify(self, token: str) -> tuple[Identity, Lifetime]:
        """Who is at the door, and how long the token is good. Raises `InvalidToken`."""
        return self._tokens.examine(token)

    async def __call__(self, who: Identity, socket_id: str) -> Room:
        """The room at the version in which the member is connected on this socket, which this
        node has. The residence must have been entered for the room.

        Raises `RoomNotFound` or `MemberNotFound`.
        """
        async with self._residence.at(who.room_code) as node_id:
            entered = await self._rooms.update(
                who.room_code, lambda room: room.connect(who.user_id, socket_id, node_id)
            )
        return entered.room
