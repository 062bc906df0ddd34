"""Who follows when somebody goes (DESIGN, "Succession")."""

from typing import TYPE_CHECKING

from domain.events import CloseReason, Events, HostChanged, LeaveReason, MemberLeft, RoomClosed
from domain.member import Member

if TYPE_CHECKING:
    from domain.room import Room


def successor(room: "Room") -> Member:
    """Who follows the host: the connected member of highest seniority; if nobody else is
    connected, the senior of the others, of whom there must be one."""
    others = [member for id, member in room.members.items() if id != room.host_id]
    return min(others, key=lambda member: (not member.is_connected, member.number))


def leaving(room: "Room", user_id: str, reason: LeaveReason) -> Events:
    """A member goes. The host is succeeded; the last one out closes the room."""
    if len(room.members) == 1:
        return (RoomClosed(CloseReason.HOST_LEFT),)
    left = MemberLeft(user_id, reason)
    if user_id != room.host_id:
        return (left,)
    return (left, HostChanged(successor(room).id))
