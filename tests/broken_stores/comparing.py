"""Stores that don't tell the truth when they are asked for revisions."""

from collections.abc import Mapping, Sequence

from domain.room import Room
from tests.broken_stores.stepwise import Stepwise


class RemembersRevisions(Stepwise):
    """Tells what it told before."""

    told: dict[str, str] | None = None

    async def revisions(self, codes: Sequence[str]) -> Mapping[str, str]:
        found = await super().revisions(codes)
        self.told = {**found, **(self.told or {})}
        return {code: self.told[code] for code in found}


class MakesUpRevisions(Stepwise):
    """Tells versions instead."""

    async def revisions(self, codes: Sequence[str]) -> Mapping[str, str]:
        found = await super().revisions(codes)
        return {code: str(self._rooms[code].version) for code in found}


class ComparesTenAtMost(Stepwise):
    async def revisions(self, codes: Sequence[str]) -> Mapping[str, str]:
        return await super().revisions(codes[:10])


class RemembersTheGone(Stepwise):
    """Knows the revision of every room that there ever was."""

    ever: Mapping[str, Room] = {}

    def _keep(self, room: Room) -> None:
        super()._keep(room)
        self.ever = {**self.ever, room.code: room}

    async def revisions(self, codes: Sequence[str]) -> Mapping[str, str]:
        return {code: self.ever[code].revision for code in codes if code in self.ever}
