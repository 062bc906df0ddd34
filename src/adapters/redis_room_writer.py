"""One writer a room and process: waiting changes are decided in turn and committed together.

Many changes of one room at once would otherwise refuse each other again and again.
"""

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

import structlog

from adapters.redis_clock import RedisClock
from adapters.redis_room_script import Batch, Late, Moved, RedisRoomScript, Standing
from application.background import background
from application.commit import Commit, Committed
from application.errors import Busy, StoreUnavailable
from application.ports import Change, Ids
from domain.errors import RoomNotFound
from domain.events import Events
from domain.room import Room

log = structlog.stdlib.get_logger(__name__)

WAITING = 2048
"""Changes of one room that may wait; past that the answer is `Busy`."""

TOGETHER = 128
"""Changes in one commit at most. A change writes at most one user of a few hundred bytes, so
that a commit stays well under 100 KiB, and a slow one delays others by a millisecond or so."""


@dataclass(eq=False, slots=True)
class Waiting:
    """A change, the one who waits for its outcome, and until when (event loop's time)."""

    change: Change
    due: float
    outcome: asyncio.Future[Committed]

    def succeed(self, committed: Committed) -> None:
        if not self.outcome.done():
            self.outcome.set_result(committed)

    def fail(self, error: Exception) -> None:
        if not self.outcome.done():
            self.outcome.set_exception(error)


class RedisRoomWriter:
    """Applies the waiting changes to the room in hand, commits them together, and gives each
    its own outcome. The room in hand goes when nothing waits."""

    def __init__(
        self,
        code: str,
        script: RedisRoomScript,
        clock: RedisClock,
        ids: Ids,
        on_idle: Callable[[str], None],
    ) -> None:
        self._code = code
        self._script = script
        self._clock = clock
        self._ids = ids
        self._on_idle = on_idle
        self._waiting: deque[Waiting] = deque()
        self._hand: Standing | None = None
        self._task: asyncio.Task[None] | None = None

    def submit(self, change: Change, due: float) -> asyncio.Future[Committed]:
        """The outcome of this change, to come. Raises `Busy`."""
        if len(self._waiting) >= WAITING:
            raise Busy
        outcome: asyncio.Future[Committed] = asyncio.get_running_loop().create_future()
        self._waiting.append(Waiting(change, due, outcome))
        if self._task is None:
            self._task = background(self._work())
        return outcome

    async def _work(self) -> None:
        while self._waiting:
            await self._round()
        self._on_idle(self._code)

    async def _round(self) -> None:
        if self._hand is None:
            await self._load()
        if self._hand is not None:
            await self._commit(self._hand)

    async def _load(self) -> None:
        asking = list(self._waiting)
        try:
            async with asyncio.timeout_at(max(one.due for one in asking)):
                self._hand = await self._script.read(self._code)
        except (StoreUnavailable, TimeoutError):
            self._fail(asking, StoreUnavailable())
        except Exception as error:
            log.exception("loading failed", room=self._code)
            self._fail(asking, error)
        else:
            if self._hand is None:
                self._fail(asking, RoomNotFound())

    async def _commit(self, hand: Standing) -> None:
        now = asyncio.get_running_loop().time()
        round_ = _Round(hand.room, self._clock, self._ids)
        while self._waiting and round_.takes_more:
            one = self._waiting.popleft()
            if one.due <= now:
                one.fail(StoreUnavailable())
            elif not one.outcome.done():
                round_.decide(one)
        if round_.decided:
            await self._settle(hand, round_)

    async def _settle(self, hand: Standing, round_: "_Round") -> None:
        dues = [one.due for one, _ in round_.decided]
        batch = Batch(hand, round_.room, round_.commits, self._clock.at(min(dues)))
        self._hand = None
        try:
            async with asyncio.timeout_at(max(dues)):
                left = await self._script.commit(batch)
        except Moved as moved:
            self._hand = moved.standing
            self._again(round_, RoomNotFound() if moved.standing is None else None)
        except Late:
            self._hand = hand
            self._drop_the_late(round_, min(dues))
        except (StoreUnavailable, TimeoutError):
            self._again(round_, StoreUnavailable())
        except Exception as error:
            log.exception("committing failed", room=self._code)
            self._again(round_, error)
        else:
            self._hand = left if left.room.is_open else None
            round_.tell()

    def _again(self, round_: "_Round", failed: Exception | None) -> None:
        """Decide anew on what the room has become; with an error, tell it instead."""
        asking = [one for one, _ in round_.decided]
        if failed is None:
            self._waiting.extendleft(reversed(asking))
        else:
            for one in asking:
                one.fail(failed)

    def _drop_the_late(self, round_: "_Round", latest: float) -> None:
        """Nothing was applied: those whose time has come hear so, the others go again."""
        for one, _ in reversed(round_.decided):
            if one.due <= latest:
                one.fail(StoreUnavailable())
            else:
                self._waiting.appendleft(one)

    def _fail(self, asking: list[Waiting], error: Exception) -> None:
        for one in asking:
            one.fail(error)
            self._waiting.remove(one)


class _Round:
    """Changes decided one after another, to be committed together."""

    def __init__(self, room: Room, clock: RedisClock, ids: Ids) -> None:
        self.room = room
        self.commits: list[Commit] = []
        self.decided: list[tuple[Waiting, Committed | Exception]] = []
        self._clock = clock
        self._ids = ids

    @property
    def takes_more(self) -> bool:
        """A closed room is the end: what comes after it asks for the room anew."""
        return self.room.is_open and len(self.decided) < TOGETHER

    def decide(self, one: Waiting) -> None:
        outcome: Committed | Exception
        try:
            events = one.change(self.room)
            if events:
                self._apply(events)
            outcome = Committed(self.room, events)
        except Exception as refusal:
            outcome = refusal
        self.decided.append((one, outcome))

    def tell(self) -> None:
        """The store has confirmed the room on which all this was decided."""
        for one, outcome in self.decided:
            if isinstance(outcome, Exception):
                one.fail(outcome)
            else:
                one.succeed(outcome)

    def _apply(self, events: Events) -> None:
        before = self.room
        self.room = before.apply(events, at=self._clock.now(), revision=self._ids.new())
        self.commits.append(Commit.of(before, self.room, events))
