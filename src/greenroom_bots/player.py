"""The people on one seat of a room, one after another."""

import asyncio
from collections.abc import Awaitable, Callable
from enum import StrEnum
from random import Random
from typing import TypeVar

from greenroom_bots.membership import Membership
from greenroom_bots.names import name_of
from greenroom_bots.record import Record
from greenroom_bots.refusals import is_passing, pause_after
from greenroom_bots.scene import Scene
from greenroom_bots.script import Script
from greenroom_client import Code, ConnectionFailed, Ended, EndReason, NotUnderstood, Refused, Seat

_T = TypeVar("_T")

CLOSED = (
    EndReason.HOST_CLOSED,
    EndReason.HOST_LEFT,
    EndReason.EXPIRED,
    EndReason.LOST,
    EndReason.CLOSED,
    EndReason.GONE,
)
"""Ends of the room, and not of the member."""

AS_ASKED = (EndReason.KICKED, EndReason.LEFT, EndReason.REMOVED)
"""Ends of a member who was asked to go, or asked to."""


class Phase(StrEnum):
    """Where the player of the moment is."""

    COMING_IN = "coming in"
    HERE = "here"
    AWAY = "coming back"
    OVER = "over"


class Player:
    """Use: `play`. `member` is the one of the moment, or the last one."""

    def __init__(self, room: int, number: int, record: Record, scene: Scene) -> None:
        options = scene.options
        self.member: Membership | None = None
        self._number = number
        self._turn = 0
        self._at = (room + number) % len(options.urls)
        self._record = record
        self._scene = scene
        self._chance = Random()  # for pauses, which are no part of the script
        self._is_over = False
        self._script = Script(
            Random(f"{options.seed}-{room}-{number}"), options.pace, options.drops
        )

    @property
    def name(self) -> str:
        return name_of(self._number, self._turn, self._record.seats)

    @property
    def phase(self) -> Phase:
        if self._is_over:
            return Phase.OVER
        if self.member is None:
            return Phase.COMING_IN
        return Phase.HERE if self.member.is_here else Phase.AWAY

    async def play(self, seat: Seat | None = None) -> None:
        """Returns when the room is over, or nobody can come in. `seat` is that of the first,
        where it has one."""
        while not self._record.is_over and (seat := seat or await self._come_in()):
            await self._be_a_member(seat)
            seat = None
        self._is_over = True

    async def open(self) -> Seat:
        """Open the room. Raises `Refused` for what will not pass, or `NotUnderstood`."""
        return await self._admitted(self._create)

    async def _be_a_member(self, seat: Seat) -> None:
        """Returns some time after it is none any more."""
        record, user_id = self._record, seat.user_id
        record.admitted(user_id, self.name)
        self.member = Membership(self.name, seat, self._at, self._script, record, self._scene)
        self._part(await self.member.last(), user_id)
        if not record.is_over:
            self.member = None
            self._turn += 1
            await asyncio.sleep(self._chance.uniform(0.5, 2.0))

    async def _come_in(self) -> Seat | None:
        """None: the room is over, or nobody is let in."""
        try:
            return await self._admitted(self._join)
        except Refused as refused:
            if refused.code == Code.ROOM_NOT_FOUND:
                self._record.closed("there is no such room any more")
            else:
                self._find(f"{self.name} can't join: {refused}")
        except NotUnderstood as error:
            self._find(f"{self.name} can't join: {error}")
        return None

    async def _create(self, at: int) -> Seat:
        doors, size = self._scene.doors, self._record.seats

        async def ask() -> Seat:
            return await doors.over_http(at).create(self.name, max_users=size)

        return await doors.creating.through(ask)

    async def _join(self, at: int) -> Seat | None:
        doors, record = self._scene.doors, self._record

        async def ask() -> Seat | None:
            if record.is_over:  # meanwhile: it would be a miss, which the server counts
                return None
            return await doors.over_http(at).join(record.code, self.name)

        return await doors.joining.through(ask)

    async def _admitted(self, ask: Callable[[int], Awaitable[_T]]) -> _T:
        """What comes of asking, at one address or another, sooner or later."""
        attempt = 0
        while True:
            at, refused = self._scene.doors.usable(self._at), None
            try:
                return await ask(at)
            except Refused as error:
                self._scene.tally.errors[error.code] += 1
                if not is_passing(error):
                    raise
                refused = error
            except ConnectionFailed:
                self._scene.doors.is_away(at)
            await asyncio.sleep(pause_after(attempt, refused, self._chance))
            attempt += 1

    def _part(self, ended: Ended, user_id: str) -> None:
        """The player is a member no more."""
        was_asked = self._record.gone(user_id)
        if ended.reason in CLOSED:
            self._record.closed(ended.reason)
            if not self._record.is_ending:
                self._find(f"the room was closed, and nobody had asked for it: {ended}")
        elif not (was_asked and ended.reason in AS_ASKED):
            self._find(f"{self.name} is lost: {ended}")

    def _find(self, what: str) -> None:
        self._scene.findings.add(self._record.code, self._record.named(what))
