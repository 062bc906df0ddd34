"""What is known of a room from what was heard, and what of it waits to be read."""

import asyncio
from typing import Any

from greenroom_client.decoding import event_of
from greenroom_client.endings import Ended, EndReason
from greenroom_client.errors import Code, NotUnderstood, Refused
from greenroom_client.events import (
    CloseReason,
    ConnectionLost,
    ConnectionRestored,
    ErrorTold,
    Event,
    Kicked,
    RoomClosed,
    StateReplaced,
    TokenRenewed,
)
from greenroom_client.mailbox import Mailbox
from greenroom_client.seat import Seat
from greenroom_client.state import RoomState


class Knowledge:
    """Everything that outlives a connection.

    `is_leaving` says that the client has asked to leave: an end without words is no surprise.
    """

    def __init__(self, seat: Seat, backlog: int) -> None:
        """`backlog` is how many events may wait to be read."""
        self.seat = seat
        self.state: RoomState | None = None
        self.ended: Ended | None = None
        self.error: Exception | None = None  # that ended it
        self.over = asyncio.Event()
        self.settled = asyncio.Event()  # the connection of the moment has brought state or end
        self.mailbox = Mailbox(backlog)
        self.is_leaving = False
        self._is_connected = False

    def hear(self, name: str, *arguments: Any) -> None:
        """An event of the wire, or what the Socket.IO library says of the connection."""
        if self.ended is not None:
            return
        match name, arguments:
            case ("connect", _):
                self._connected()
            case ("disconnect", ("server disconnect", *_)):
                self._sent_away()
            case ("connect" | "disconnect" | "connect_error", _):
                pass
            case _:
                self._told(name, arguments)

    def lost(self) -> None:
        """The connection is gone, and everything that it had to say was heard."""
        self.settled.clear()
        if self._is_connected and self.ended is None:
            self._is_connected = False
            self._note(ConnectionLost())

    def end(self, reason: EndReason, message: str, error: Exception | None = None) -> None:
        """The room is over, unless it is already. Who reads on gets this error in the end."""
        if self.ended is None:
            self.ended, self.error = Ended(reason, message), error
            self.mailbox.close(error)
            self.settled.set()
            self.over.set()

    def removed(self) -> None:
        """The user is no member any more."""
        if self.is_leaving:
            self.end(EndReason.LEFT, "You have left the room.")
        else:
            self.end(EndReason.REMOVED, "You are not a member of this room any more.")

    def shut_out(self, refusal: Refused) -> None:
        """The server does not let the user in again."""
        match refusal.code:
            case Code.ROOM_NOT_FOUND:
                self.end(EndReason.GONE, refusal.message)
            case Code.MEMBER_NOT_FOUND:
                self.removed()
            case _:
                self.end(EndReason.REFUSED, str(refusal))

    def _connected(self) -> None:
        if self.state is not None and not self._is_connected:
            self._note(ConnectionRestored())
        self._is_connected = True
        self.is_leaving = False  # whatever was asked before: it is still a member

    def _sent_away(self) -> None:
        if self._is_connected:
            self.removed()  # whoever ends otherwise is told first

    def _told(self, name: str, arguments: tuple[Any, ...]) -> None:
        try:
            event = event_of(name, arguments)
        except NotUnderstood as error:
            self.end(EndReason.FAILED, str(error), error)
            return
        self._note(event)
        self._conclude(event)

    def _note(self, event: Event) -> None:
        before = self.state
        if isinstance(event, StateReplaced):
            self.state = RoomState.of(event)
            self.settled.set()
        elif self.state is not None:
            self.state = self.state.after(event)
        self.mailbox.put(event, before)

    def _conclude(self, event: Event) -> None:
        match event:
            case TokenRenewed(token):
                self.seat = Seat(self.seat.room_code, token)
            case RoomClosed(reason):
                self.end(_closed(reason), "The room is closed.")
            case Kicked():
                self.end(EndReason.KICKED, "The host has sent you away.")
            case ErrorTold(Code.SESSION_REPLACED, message):
                self.end(EndReason.REPLACED, message)


def _closed(reason: CloseReason) -> EndReason:
    return EndReason.CLOSED if reason is CloseReason.OTHER else EndReason(reason.value)
