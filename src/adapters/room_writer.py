"""One writer a room and process: waiting changes are decided in turn and committed together.

Many changes of one room at once would otherwise refuse each other again and again.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Iterable

import structlog

from adapters.room_round import Outcome, Round, Waiting
from adapters.room_steps import Batch, Late, Moved, RoomSteps, Standing
from adapters.store_clock import StoreClock
from application.background import background
from application.errors import Busy, StoreUnavailable
from application.ports import Change, Ids, StoreMetrics
from application.trace import trace_here
from domain.errors import RoomNotFound

log = structlog.stdlib.get_logger(__name__)

WAITING = 2048
"""Changes of one room that may wait; past that the answer is `Busy`."""


class RoomWriter:
    """Applies the waiting changes to the room in hand, commits them together, and gives each
    its own outcome. It lets go of the room in hand when nothing waits."""

    def __init__(
        self,
        code: str,
        steps: RoomSteps,
        clock: StoreClock,
        ids: Ids,
        metrics: StoreMetrics,
        kept: Standing | None,
        on_idle: Callable[[str, Standing | None], None],
    ) -> None:
        """`kept` is the room as it once was, where that is known: the first try goes by it. Without
        it, or when that has failed, the room is loaded. `on_idle` is told how the store has it in
        the end, where that is known."""
        self._code = code
        self._steps = steps
        self._clock = clock
        self._ids = ids
        self._metrics = metrics
        self._on_idle = on_idle
        self._waiting: deque[Waiting] = deque()
        self._hand = kept
        self._is_kept = kept is not None
        self._task: asyncio.Task[None] | None = None

    def submit(self, change: Change, due: float) -> asyncio.Future[Outcome]:
        """The outcome of this change, to come. Raises `Busy`."""
        if len(self._waiting) >= WAITING:
            self._forget_the_gone()
        outcome: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
        self._waiting.append(Waiting(change, due, outcome, trace_here()))
        if self._task is None:
            self._task = background(self._work())
        return outcome

    def _forget_the_gone(self) -> None:
        """Make room for one more. Raises `Busy`."""
        here = [one for one in self._waiting if not one.outcome.done()]
        if len(here) >= WAITING:
            raise Busy
        self._waiting = deque(here)

    async def _work(self) -> None:
        try:
            while self._waiting:
                await (self._load() if self._hand is None else self._commit(self._hand))
        except Exception:
            log.exception("writing failed", room=self._code)
        finally:
            self._on_idle(self._code, self._hand)
            self._answer(self._waiting, StoreUnavailable)

    async def _load(self) -> None:
        asking = list(self._waiting)
        try:
            self._hand = await self._steps.read(self._code, max(one.due for one in asking))
        except StoreUnavailable:
            self._answer(asking, StoreUnavailable)
        else:
            if self._hand is None:
                self._answer(asking, RoomNotFound)

    def _answer(self, asking: Iterable[Waiting], error: type[Exception]) -> None:
        for one in asking:
            one.tell(error())
        self._waiting = deque(one for one in self._waiting if not one.outcome.done())

    async def _commit(self, hand: Standing) -> None:
        now = asyncio.get_running_loop().time()
        round_ = Round(hand.room, self._clock, self._ids)
        while self._waiting and round_.takes_more:
            one = self._waiting.popleft()
            if one.due <= now:
                one.tell(StoreUnavailable())
            elif not one.outcome.done():
                round_.decide(one)
        if round_.decided:
            await self._settle(hand, round_)

    async def _settle(self, hand: Standing, round_: Round) -> None:
        dues = [one.due for one in round_.decided]
        batch = Batch(hand, round_.room, round_.commits, self._clock.not_after(min(dues)))
        was_kept, self._is_kept, self._hand = self._is_kept, False, None
        try:
            left = await self._steps.commit(batch, max(dues))
        except Late:
            self._again(round_, hand)  # nothing was applied: those who are in time go again
        except Moved as moved:
            if not was_kept:  # or it was out of date, as a room is that was not loaded yet
                self._metrics.conflicted()
            self._again(round_, moved.standing)
        except StoreUnavailable as error:
            self._answer(round_.decided, type(error))
        except BaseException:
            self._answer(round_.decided, StoreUnavailable)
            raise
        else:
            self._hand = left if left.room.is_open else None
            round_.tell()
            if round_.commits:
                self._metrics.committed(len(round_.commits))

    def _again(self, round_: Round, standing: Standing | None) -> None:
        """Decide anew on what the room has become."""
        if standing is None:
            self._answer(round_.decided, RoomNotFound)
        else:
            self._hand = standing
            self._waiting.extendleft(reversed(round_.decided))
