"""One connection of a player, from the room that it is shown to its end."""

import asyncio
from collections.abc import Callable
from enum import StrEnum

from greenroom_bots.asking import Asking
from greenroom_bots.hearing import Hearing, Knowledge
from greenroom_bots.line import Line
from greenroom_bots.record import Record
from greenroom_bots.scene import Scene
from greenroom_bots.script import Act, Deed, Intent, Script, View, decide
from greenroom_client import (
    ConnectionLost,
    Ended,
    Event,
    RoomClosed,
    RoomSession,
    StateReplaced,
)

LAST_WORDS = 1.0
"""Seconds for a command that is under way when the connection ends."""


class Departure(StrEnum):
    """How a connection ended that is to come back."""

    LOST = "lost"
    DROP = "drop"
    RELOAD = "reload"


class Visit:
    """Use: `stay`, once. `came` is called when the room was shown."""

    def __init__(
        self, name: str, hearing: Hearing, script: Script, record: Record, scene: Scene
    ) -> None:
        self.name = name
        self.hearing = hearing
        self._script = script
        self._record = record
        self._scene = scene
        self._asking = Asking(record, scene)

    async def stay(
        self, session: RoomSession, line: Line, came: Callable[[], None]
    ) -> Ended | Departure:
        """Returns why the player is in the room no more, or how its connection ended."""
        hearing = asyncio.create_task(self._listen(session, came))
        acting = asyncio.create_task(self._act(session))
        try:
            await asyncio.wait({hearing, acting}, return_when=asyncio.FIRST_COMPLETED)
            if not hearing.done():
                return await self._go(acting.result(), hearing, line, session)
            hearing.result()
            if self._record.busy:
                await asyncio.wait({acting}, timeout=LAST_WORDS)
            return session.ended or Departure.LOST
        finally:
            hearing.cancel()
            acting.cancel()
            await asyncio.gather(hearing, acting, return_exceptions=True)

    async def _go(
        self, act: Act, hearing: "asyncio.Task[None]", line: Line, session: RoomSession
    ) -> Ended | Departure:
        """The player itself has ended it."""
        if act is Act.RELOAD:
            return Departure.RELOAD
        if act is Act.DROP:
            await line.cut()
        await asyncio.wait({hearing}, timeout=LAST_WORDS)
        return session.ended or Departure.DROP

    async def _listen(self, session: RoomSession, came: Callable[[], None]) -> None:
        async for event in session.events():
            if isinstance(event, ConnectionLost):
                return
            is_first = self.hearing.state is None
            self._hear(event)
            if is_first and self.hearing.state is not None:
                came()

    def _hear(self, event: Event) -> None:
        record, hearing = self._record, self.hearing
        self._scene.tally.events += 1
        record.events.add(self._scene.now())
        is_first = hearing.state is None
        if not is_first:  # what a newcomer is shown is no news
            record.last_event = type(event).__name__
        if (wrong := hearing.hear(event)) is not None:
            self._find(f"{self.name} heard what can't be: {wrong}")
        match event:
            case StateReplaced(version=version):
                self._scene.tally.resynchronised += not is_first
                record.version = max(record.version, version)
                self._compare(version, hearing.knowledge)
            case RoomClosed(reason):
                record.closed(reason)

    def _compare(self, version: int, known: Knowledge | None) -> None:
        if known is not None:
            wrong = self._record.versions.shown(self.name, version, known)
            if wrong is not None:
                self._find(wrong)

    async def _act(self, session: RoomSession) -> Act:
        """Returns what ends the connection: a drop, a reload, or leaving."""
        while True:
            intent = self._script.intent()
            await asyncio.sleep(intent.pause)
            await self._record.going.wait()
            if not session.is_connected:
                continue
            deed = self._decided(intent)
            if deed.act in (Act.DROP, Act.RELOAD):
                return deed.act
            if deed.act is not Act.NOTHING:
                await self._asking.carry_out(session, deed, session.seat.user_id)
            if session.ended is not None:
                return deed.act

    def _decided(self, intent: Intent) -> Deed:
        known = self.hearing.knowledge
        if known is None:
            return Deed(Act.NOTHING)
        me = self.hearing.user_id
        return decide(
            intent,
            View(
                is_host=known.host_id == me,
                is_locked=known.is_locked,
                is_missing=self._record.is_missing_somebody,
                others=[id for id, is_here in known.members.items() if is_here and id != me],
                strangers=self._record.strangers(known.members, self._scene.now()),
            ),
        )

    def _find(self, what: str) -> None:
        self._scene.findings.add(self._record.code, self._record.named(what))
