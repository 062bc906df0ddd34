"""What the players of one room share: who they are, what was asked, and what was heard."""

import asyncio
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from enum import StrEnum

from greenroom_bots.agreement import Facts, Lock, Versions
from greenroom_bots.hearing import Knowledge
from greenroom_bots.tally import Rate

NEVER_CAME = 10.0
"""Seconds after which a member who is none of ours, and is not here, is a stranger. It joined by
a request whose answer was lost."""


class Standing(StrEnum):
    """Of a player in its room. Of one who is `GOING` it is not known whether it has gone."""

    MEMBER = "member"
    GOING = "going"
    GONE = "gone"


class Record:
    """Of one room, by whose `seats` it is complete.

    `going` is set while players may act; `busy` is how many acts are under way. `over` says why
    the room has ended; `is_ending` that the players end it themselves.
    """

    def __init__(self, seats: int) -> None:
        self.code = ""
        self.seats = seats
        self.versions = Versions()
        self.lock = Lock()
        self.events = Rate()
        self.last_event = ""
        self.version = 0
        self.over: str | None = None
        self.is_ending = False
        self.going = asyncio.Event()
        self.busy = 0
        self.agrees: bool | None = None  # as of the last comparison
        self._names: dict[str, str] = {}
        self._standings: dict[str, Standing] = {}
        self._strangers: dict[str, float] = {}  # since when they are seen

    def admitted(self, user_id: str, name: str) -> None:
        self._names[user_id] = name
        self._standings[user_id] = Standing.MEMBER

    def goes(self, user_id: str) -> None:
        """It is being asked to go, or asks to."""
        if self._standings.get(user_id) is Standing.MEMBER:
            self._standings[user_id] = Standing.GOING

    def stays(self, user_id: str) -> None:
        """It was not asked to go after all."""
        if self._standings.get(user_id) is Standing.GOING:
            self._standings[user_id] = Standing.MEMBER

    def gone(self, user_id: str) -> bool:
        """It is no member any more. Whether it was to be expected."""
        before = self._standings.get(user_id)
        if before is not None:
            self._standings[user_id] = Standing.GONE
        return before is not Standing.MEMBER

    @property
    def is_over(self) -> bool:
        return self.over is not None

    def closed(self, how: str) -> None:
        """The room is over, for all."""
        if self.over is None:
            self.over = how

    @property
    def is_missing_somebody(self) -> bool:
        return len(self._of(Standing.MEMBER)) < self.seats

    def strangers(self, members: Mapping[str, bool], now: float) -> list[str]:
        """Those of the members of the room who are none of ours, and never came."""
        unknown = [id for id, is_here in members.items() if id not in self._names and not is_here]
        self._strangers = {id: self._strangers.get(id, now) for id in unknown}
        return [id for id in unknown if now - self._strangers[id] >= NEVER_CAME]

    def facts(self, here: list[str]) -> Facts:
        """What has to be so, when these are connected."""
        return Facts(
            here=[id for id in here if self._standings.get(id) is Standing.MEMBER],
            members=self._of(Standing.MEMBER),
            gone=self._of(Standing.GONE),
            is_locked=self.lock.expected,
        )

    def agreed(self, known: Knowledge) -> None:
        """All know this."""
        self.agrees = True
        self.lock.agreed(known.is_locked)

    def named(self, text: str) -> str:
        """The text with people's names in place of their ids."""
        for user_id, name in self._names.items():
            text = text.replace(user_id, name)
        return text

    @contextmanager
    def acting(self) -> Iterator[None]:
        self.busy += 1
        try:
            yield
        finally:
            self.busy -= 1

    def _of(self, standing: Standing) -> list[str]:
        return [id for id, its in self._standings.items() if its is standing]
