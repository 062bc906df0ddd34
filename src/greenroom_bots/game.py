"""The players of one room, from its opening to its end."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from random import Random

from greenroom_bots.agreement import disagreement
from greenroom_bots.hearing import Knowledge
from greenroom_bots.membership import Membership
from greenroom_bots.player import Phase, Player
from greenroom_bots.record import Record
from greenroom_bots.scene import Scene
from greenroom_client import NotUnderstood, Refused, Seat

BETWEEN = 10.0
"""Mean seconds between two comparisons."""

PATIENCE = 10.0
"""Seconds of standing still after which everybody has to know the same. The server notices by
itself within half of that what got lost on the way."""

LAST_RETURN = 5.0
"""Seconds for those who are away when the run ends."""

GOODBYE = 5.0
"""Seconds in which everybody has to hear that the room is closed."""

LOOK = 0.05
"""Seconds between two looks at what is waited for."""


class Game:
    """Use: `open`, `play`, and once it is to end, `end`."""

    def __init__(self, number: int, scene: Scene) -> None:
        seats = scene.options.players
        self.record = Record(seats)
        self.players = [Player(number, seat, self.record, scene) for seat in range(seats)]
        self._scene = scene
        self._first: Seat | None = None
        self._comparing: asyncio.Task[None] | None = None
        self._chance = Random()  # for pauses, which are no part of the script

    @property
    def present(self) -> list[Membership]:
        """The members who are connected."""
        members = [player.member for player in self.players if player.phase is Phase.HERE]
        return [member for member in members if member is not None]

    @property
    def host(self) -> Membership | None:
        """The host, if it is connected."""
        return next((member for member in self.present if member.is_host), None)

    async def open(self) -> None:
        """Raises `Refused` or `NotUnderstood`."""
        self._first = await self.players[0].open()
        self.record.code = self._first.room_code
        self.record.going.set()

    async def play(self) -> None:
        """Returns when the room is over, or nobody can come in any more."""
        if self._first is None:
            try:
                await self.open()
            except (Refused, NotUnderstood) as error:
                self._find(f"the room could not be opened: {error}")
                return
        self._comparing = asyncio.create_task(self._compare_again_and_again())
        first, *others = self.players
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(first.play(self._first))
                for player in others:
                    group.create_task(player.play())
        finally:
            self._comparing.cancel()

    async def end(self) -> None:
        """Compare for the last time, and close the room."""
        record = self.record
        if not record.code or record.is_over:
            return
        record.is_ending = True
        record.going.clear()
        if self._comparing is not None:
            self._comparing.cancel()
        await _until(lambda: not self._away(), LAST_RETURN)
        for player in self._away():
            self._find(f"{player.name} was not back when the bots were to end")
        await self._until_all_agree()
        await self._close()

    async def _compare_again_and_again(self) -> None:
        while True:
            await asyncio.sleep(self._chance.uniform(0.5, 1.5) * BETWEEN)
            self.record.going.clear()
            await self._until_all_agree()
            self.record.going.set()

    async def _until_all_agree(self) -> None:
        """Returns when all know the same, or have had the time for it, which is a finding."""
        now, record = self._scene.now, self.record
        give_up = now() + PATIENCE
        wrong: str | None = None
        while now() < give_up and (known := self._known()):
            facts = record.facts([member.user_id for member in self.present])
            wrong = "a command has no answer" if record.busy else disagreement(known, facts)
            if wrong is None:
                record.agreed(next(iter(known.values())))
                self._scene.tally.agreed += 1
                return
            await asyncio.sleep(LOOK)
        if wrong is not None:
            record.agrees = False
            self._find(f"no agreement after {PATIENCE:g} s of standing still: {wrong}")

    def _known(self) -> dict[str, Knowledge]:
        """What those who are here know, by their names."""
        known = {member.name: member.knowledge for member in self.present}
        return {name: its for name, its in known.items() if its is not None}

    async def _close(self) -> None:
        if (host := self.host) is None:
            return
        with suppress(TimeoutError):
            async with asyncio.timeout(GOODBYE):
                await host.close_room()
        await _until(lambda: not self.present, GOODBYE)
        for member in self.present:
            self._find(f"{member.name} was not told within {GOODBYE:g} s that the room is closed")

    def _away(self) -> list[Player]:
        return [player for player in self.players if player.phase is Phase.AWAY]

    def _find(self, what: str) -> None:
        self._scene.findings.add(self.record.code, self.record.named(what))


async def _until(is_so: Callable[[], bool], seconds: float) -> None:
    """Returns when it is so, or after that time."""
    for _ in range(round(seconds / LOOK)):
        if is_so():
            return
        await asyncio.sleep(LOOK)
