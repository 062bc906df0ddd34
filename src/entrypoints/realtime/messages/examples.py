"""One of each message, for people to look at."""

import msgspec

from domain.events import LeaveReason
from domain.room_state import RoomState as State
from entrypoints.realtime.messages.incoming import Handshake, Kick, TransferHost
from entrypoints.realtime.messages.outgoing import (
    ClosedReason,
    HostUpdated,
    LockToggled,
    RoomClosed,
    RoomExpiring,
    RoomFault,
    RoomState,
    UserConnected,
    UserDisconnected,
    UserJoined,
    UserLeft,
    UserToken,
)
from entrypoints.realtime.messages.replies import (
    CommandFault,
    Done,
    Entered,
    EntryFault,
    EntryRefused,
    Refused,
)
from entrypoints.realtime.refusals import REPLACED
from entrypoints.wire import RoomView, UserView

ADA, BEN = "q7_KyHsxT0mB2dPwZr9LvA", "hX3nQe8sRkWcUo1yJf5G6g"
NOON, LATER = "2026-01-31T12:00:00.000Z", "2026-01-31T12:00:07.250Z"
EVENING = "2026-01-31T18:00:07.250Z"
TOKEN = "eyJhbGciOiJIUzI1NiJ9.eyJyb29tQ29kZSI6IlMzM1dBUSJ9.c2lnbmF0dXJl"  # noqa: S105

_room = RoomView("S33WAQ", ADA, False, 8, State.CREATED.value, NOON, LATER)
_ada = UserView(ADA, "Ada", "S33WAQ", True, NOON)
_ben = UserView(BEN, "Ben", "S33WAQ", True, LATER)
_ben_away = UserView(BEN, "Ben", "S33WAQ", False, LATER)

EXAMPLES: tuple[msgspec.Struct, ...] = (
    Handshake(TOKEN),
    Entered("5Zq8wYtRk2LxVb7N"),
    EntryRefused("There is no room with this code.", EntryFault("ROOM_NOT_FOUND")),
    EntryRefused("Too many requests. Try again in 7 s.", EntryFault("RATE_LIMITED", 7)),
    Kick(BEN),
    TransferHost(BEN),
    Done(True),
    Refused(False, CommandFault("NOT_HOST", "Only the host of the room can do this.")),
    RoomState(_room, (_ada, _ben), 4),
    RoomClosed(ClosedReason.HOST_CLOSED),
    RoomExpiring(EVENING),
    HostUpdated(BEN),
    LockToggled(True),
    UserJoined(_ben_away),
    UserConnected(_ben),
    UserDisconnected(_ben_away),
    UserLeft(LeaveReason.LEFT, BEN),
    UserToken(TOKEN),
    RoomFault(REPLACED.code, REPLACED.message),
)
