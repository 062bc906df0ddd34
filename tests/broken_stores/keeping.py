"""Stores that don't keep rooms as they were committed."""

from dataclasses import replace
from datetime import datetime

from domain.room import Room
from tests.broken_stores.stepwise import Stepwise


class LosesMilliseconds(Stepwise):
    def _keep(self, room: Room) -> None:
        super()._keep(replace(room, created_at=room.created_at.replace(microsecond=0)))


class KeepsPlainLettersOnly(Stepwise):
    def _keep(self, room: Room) -> None:
        plain = {
            id: replace(member, display_name=member.display_name.encode("ascii", "ignore").decode())
            for id, member in room.members.items()
        }
        super()._keep(replace(room, members=plain))


class ForgetsWhoIsConnected(Stepwise):
    def _keep(self, room: Room) -> None:
        away = {id: replace(member, socket_id=None) for id, member in room.members.items()}
        super()._keep(replace(room, members=away))


class SortsMembersById(Stepwise):
    def _keep(self, room: Room) -> None:
        super()._keep(replace(room, members=dict(sorted(room.members.items()))))


class KeepsSixtyFourMembers(Stepwise):
    def _keep(self, room: Room) -> None:
        super()._keep(replace(room, members=dict(list(room.members.items())[:64])))


class KeepsClosedRooms(Stepwise):
    def _forget(self, room: Room) -> None:
        self._keep(room)


class ClosesByPrefix(Stepwise):
    def _forget(self, room: Room) -> None:
        for code in [code for code in self._rooms if code.startswith(room.code)]:
            del self._rooms[code]


class LeavesItsMembers(Stepwise):
    """Removes a room and leaves a key beside it."""

    left: tuple[Room, ...] = ()

    def _forget(self, room: Room) -> None:
        super()._forget(room)
        self.left = (*self.left, room)

    def footprint(self, code: str) -> dict[str, datetime]:
        left = {f"members {room.code}": room.expires_at for room in self.left if room.code == code}
        return super().footprint(code) | left


class LeavesWhoeverLeft(Stepwise):
    """Has a key for every member, and removes none but with the room."""

    ever: frozenset[tuple[str, str]] = frozenset()

    def _keep(self, room: Room) -> None:
        super()._keep(room)
        self.ever |= {(room.code, id) for id in room.members}

    def footprint(self, code: str) -> dict[str, datetime]:
        held = super().footprint(code)
        users = {f"user {id}" for at, id in self.ever if at == code}
        return held | {user: until for user in users for until in held.values()}


class HoldsOnToNothing(Stepwise):
    """Its footprint is that of a store which is looked for in the wrong place."""

    def footprint(self, code: str) -> dict[str, datetime]:
        return {}
