"""Stores that break the promise of one deadline."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from domain.events import Events
from domain.room import Room
from tests.broken_stores.stepwise import Stepwise


class StampsOnlyWhatItWrites(Stepwise):
    """Keeps the members under a key of their own, stamped when the room is created."""

    stamped: Mapping[str, datetime] = {}

    async def add(self, room: Room, events: Events) -> None:
        await super().add(room, events)
        self.stamped = {**self.stamped, room.code: room.expires_at}

    def footprint(self, code: str) -> dict[str, datetime]:
        held = super().footprint(code)
        return held | ({f"members {code}": self.stamped[code]} if held else {})


class StampsAnew(Stepwise):
    """Gives what it writes the whole time to live, whatever the room says."""

    def _keep(self, room: Room) -> None:
        super()._keep(replace(room, expires_at=room.updated_at + room.timing.ttl))


class MovesNoDeadlineBack(Stepwise):
    """Holds on to what it once promised to hold."""

    def _keep(self, room: Room) -> None:
        known = self._rooms.get(room.code, room)
        super()._keep(replace(room, expires_at=max(known.expires_at, room.expires_at)))


class MovesWithoutChange(Stepwise):
    """Takes a look at a room for a change of it."""

    async def _read(self, code: str) -> Room:
        room = await super()._read(code)
        self._keep(replace(room, expires_at=self._clock.now() + room.timing.ttl))
        return room


class ForgetsDeadlines(Stepwise):
    """Half of what it adds never expires."""

    def footprint(self, code: str) -> dict[str, datetime]:
        held = super().footprint(code)
        never = datetime.max.replace(tzinfo=self._clock.now().tzinfo)
        return held | ({f"members {code}": never} if held else {})


class NeverExpires(Stepwise):
    def _expire(self) -> None:
        pass


class SweepsNever(Stepwise):
    """Hides rooms that are past their deadline, and keeps them."""

    known: Mapping[str, datetime] = {}

    def _keep(self, room: Room) -> None:
        super()._keep(room)
        self.known = {**self.known, room.code: room.expires_at}

    def footprint(self, code: str) -> dict[str, datetime]:
        return {f"room {code}": self.known[code]}


class ExpiresAtTheFirstDeadline(Stepwise):
    first: Mapping[str, datetime] = {}

    def _keep(self, room: Room) -> None:
        super()._keep(room)
        self.first = {room.code: room.expires_at, **self.first}

    def _expire(self) -> None:
        for code, until in self.first.items():
            if until <= self._clock.now():
                self._rooms.pop(code, None)
