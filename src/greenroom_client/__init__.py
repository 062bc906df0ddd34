"""A client for Greenroom: rooms that people enter with a code.

async with Greenroom("http://127.0.0.1:3000") as greenroom:
    seat = await greenroom.create("Ada")
    async with greenroom.enter(seat) as room:
        async for event in room.events():
            ...
"""

from greenroom_client.endings import Ended, EndReason
from greenroom_client.errors import (
    AnswerLost,
    Code,
    ConnectionFailed,
    GreenroomError,
    NotConnected,
    NotUnderstood,
    Refused,
    RoomEnded,
)
from greenroom_client.events import (
    CloseReason,
    ConnectionLost,
    ConnectionRestored,
    ErrorTold,
    Event,
    EventsMissed,
    HostChanged,
    Kicked,
    LeaveReason,
    LockToggled,
    MemberConnected,
    MemberDisconnected,
    MemberJoined,
    MemberLeft,
    RoomClosed,
    RoomEvent,
    RoomExpiring,
    StateReplaced,
    TokenRenewed,
    Unknown,
)
from greenroom_client.greenroom import Greenroom
from greenroom_client.link import OpenSession, Transport
from greenroom_client.seat import Seat
from greenroom_client.session import RoomSession
from greenroom_client.state import RoomState
from greenroom_client.timeouts import Timeouts
from greenroom_client.wire import Room, User

__all__ = [
    "AnswerLost",
    "CloseReason",
    "Code",
    "ConnectionFailed",
    "ConnectionLost",
    "ConnectionRestored",
    "EndReason",
    "Ended",
    "ErrorTold",
    "Event",
    "EventsMissed",
    "Greenroom",
    "GreenroomError",
    "HostChanged",
    "Kicked",
    "LeaveReason",
    "LockToggled",
    "MemberConnected",
    "MemberDisconnected",
    "MemberJoined",
    "MemberLeft",
    "NotConnected",
    "NotUnderstood",
    "OpenSession",
    "Refused",
    "Room",
    "RoomClosed",
    "RoomEnded",
    "RoomEvent",
    "RoomExpiring",
    "RoomSession",
    "RoomState",
    "Seat",
    "StateReplaced",
    "Timeouts",
    "TokenRenewed",
    "Transport",
    "Unknown",
    "User",
]
