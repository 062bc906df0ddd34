"""Changes of one room decided one after another, to be committed together."""

import asyncio
from dataclasses import dataclass

from adapters.commit_codec import encode_commit
from adapters.store_clock import StoreClock
from application.commit import Commit, Committed
from application.ports import Change, Ids
from domain.errors import RoomError, RoomNotFound
from domain.events import Events
from domain.room import Room

TOGETHER = 128
"""Changes in one commit at most: a slow one delays others by a millisecond or so."""

BYTES_TOGETHER = 64 * 1024
"""No change is added to commits that take this many bytes on the feed. The users' JSON takes
about as many again."""

Outcome = Committed | BaseException
"""What was done, or what the change raised. A value, as it is nobody else's failure."""


@dataclass(eq=False, slots=True)
class Waiting:
    """A change, the one who waits for its outcome, until when (event loop's time), and the trace
    that it belongs to."""

    change: Change
    due: float
    outcome: asyncio.Future[Outcome]
    trace: str

    def tell(self, outcome: Outcome) -> None:
        """Tell the outcome, unless the one who waits has gone."""
        if not self.outcome.done():
            self.outcome.set_result(outcome)


class Round:
    """Decides changes on the room in hand, each on what the one before and time have left.

    A change that fails, also one whose events no codec can write, leaves nothing.
    """

    def __init__(self, room: Room, clock: StoreClock, ids: Ids) -> None:
        self.room = room
        self.commits: list[bytes] = []
        self.decided: list[Waiting] = []
        self._outcomes: list[Outcome] = []
        self._size = 0
        self._clock = clock
        self._ids = ids

    @property
    def takes_more(self) -> bool:
        """A closed room is the end: what comes after it asks for the room anew."""
        return self.room.is_open and len(self.decided) < TOGETHER and self._size < BYTES_TOGETHER

    def decide(self, one: Waiting) -> None:
        """Run a change. Its outcome counts once the commits have been made."""
        outcome: Outcome
        try:
            outcome = self._decided(one)
        except RoomError as refusal:
            outcome = refusal.with_traceback(None)  # or it and this frame would hold each other
        except (Exception, asyncio.CancelledError) as mistake:
            outcome = mistake
        self.decided.append(one)
        self._outcomes.append(outcome)

    def tell(self) -> None:
        """The store has confirmed the room on which all this was decided."""
        for one, outcome in zip(self.decided, self._outcomes, strict=True):
            one.tell(outcome)

    def _decided(self, one: Waiting) -> Committed:
        self._apply(self.room.due(self._clock.now()), one.trace)
        if not self.room.is_open:
            raise RoomNotFound
        events = one.change(self.room)
        self._apply(events, one.trace)
        return Committed(self.room, events)

    def _apply(self, events: Events, trace: str) -> None:
        if not events:
            return
        before = self.room
        after = before.apply(events, at=self._clock.now(), revision=self._ids.new())
        commit = encode_commit(Commit.of(before, after, events, trace))
        self.room = after
        self.commits.append(commit)
        self._size += len(commit)
