"""A player from the day it is a member to the day it is none: it is here, or comes back."""

import asyncio
from random import Random

from greenroom_bots.asking import Asking
from greenroom_bots.hearing import Hearing, Knowledge
from greenroom_bots.line import Line
from greenroom_bots.record import Record
from greenroom_bots.refusals import is_passing, pause_after
from greenroom_bots.scene import Scene
from greenroom_bots.script import Act, Deed, Script
from greenroom_bots.visit import Departure, Visit
from greenroom_client import (
    Code,
    ConnectionFailed,
    Ended,
    EndReason,
    NotUnderstood,
    Refused,
    RoomEnded,
    RoomSession,
    Seat,
)

LOST = 60.0
"""Seconds after which one who does not come back counts as lost."""


class Membership:
    """Use: `last`, once. `at` is the number of the address to which it is connected, or was."""

    def __init__(
        self, name: str, seat: Seat, at: int, script: Script, record: Record, scene: Scene
    ) -> None:
        self.name = name
        self.user_id = seat.user_id
        self.at = at
        self.is_here = False
        self._seat = seat
        self._script = script
        self._record = record
        self._scene = scene
        self._hearing = Hearing(self.user_id)
        self._chance = Random()  # for pauses, which are no part of the script
        self._away_since: float | None = None
        self._session: RoomSession | None = None
        self._how: Departure | None = None  # the last connection ended

    @property
    def away_for(self) -> float:
        """Seconds since its connection was lost, or could not be made; 0 while it has one."""
        return 0.0 if self._away_since is None else self._scene.now() - self._away_since

    @property
    def knowledge(self) -> Knowledge | None:
        """What it knows of the room, while it is here."""
        return self._hearing.knowledge if self.is_here else None

    @property
    def is_host(self) -> bool:
        """Whether it is the host, as far as it knows."""
        return self.knowledge is not None and self.knowledge.host_id == self.user_id

    async def close_room(self) -> None:
        """Close the room for all, if it is connected."""
        if self._session is not None:
            asking = Asking(self._record, self._scene)
            await asking.carry_out(self._session, Deed(Act.CLOSE), self.user_id)

    async def last(self) -> Ended:
        """Returns why it is a member no more."""
        attempt = 0
        while True:
            refused: Refused | None = None
            at = self._scene.doors.usable(self.at)
            try:
                outcome = await self._connect(at)
                if isinstance(outcome, Ended):
                    return outcome
                self._how, attempt = outcome, 0
                self.at += 1  # as one who is somewhere else now
            except RoomEnded as error:
                return error.ended
            except NotUnderstood as error:
                return Ended(EndReason.FAILED, str(error))
            except Refused as error:
                refused = error
                self._scene.tally.errors[error.code] += 1
                if not is_passing(error):
                    return Ended(_reason(error), str(error))
            except ConnectionFailed:
                self._scene.doors.is_away(at)
                self.at = at + 1
            self._is_away()
            await asyncio.sleep(pause_after(attempt, refused, self._chance))
            attempt += 1

    async def _connect(self, at: int) -> Ended | Departure:
        """Be connected to this address, for as long as that lasts."""
        if self._how is Departure.RELOAD:
            self._seat = await self._scene.doors.over_http(at).rejoin(self._seat)
            self._how = None
        self._hearing = Hearing(self.user_id, self._hearing.version)
        line = Line()
        async with self._scene.doors.over(line, at).enter(self._seat) as session:
            self.at, self._session = at, session
            visit = Visit(self.name, self._hearing, self._script, self._record, self._scene)
            try:
                return await visit.stay(session, line, self._came)
            finally:
                self._seat = session.seat
                self._is_away()

    def _came(self) -> None:
        """It was shown the room."""
        self.is_here = True
        if self._away_since is not None:
            self._scene.tally.returned(self.away_for)
            self._away_since = None

    def _is_away(self) -> None:
        self.is_here = False
        if self._away_since is None:
            self._away_since = self._scene.now()
        elif self.away_for > LOST:
            what = f"{self.name} could not come back for {LOST:g} s"
            self._scene.findings.add(self._record.code, what)


def _reason(refused: Refused) -> EndReason:
    match refused.code:
        case Code.ROOM_NOT_FOUND:
            return EndReason.GONE
        case Code.MEMBER_NOT_FOUND:
            return EndReason.REMOVED
        case _:
            return EndReason.REFUSED
