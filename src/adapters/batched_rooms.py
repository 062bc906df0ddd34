"""Rooms in a store that several nodes share: one writer a room commits what waits together."""

import asyncio
from collections.abc import Mapping, Sequence

from adapters.commit_codec import encode_commit
from adapters.kept_rooms import KeptRooms
from adapters.room_steps import Batch, Late, Moved, RoomSteps, Standing
from adapters.room_writer import RoomWriter
from adapters.store_clock import StoreClock
from application.commit import Commit, Committed
from application.deadline import due_within
from application.errors import RoomCodeTaken, StoreUnavailable
from application.ports import Change, Ids, RoomRepository, StoreMetrics
from domain.errors import RoomNotFound
from domain.events import Events
from domain.room import Room


class BatchedRooms(RoomRepository):
    """A change is two round trips at most, a load and a commit, when nobody interferes; one,
    where this process has changed the room a moment ago, and nobody else since."""

    def __init__(
        self,
        steps: RoomSteps,
        clock: StoreClock,
        ids: Ids,
        patience: float,
        metrics: StoreMetrics,
    ) -> None:
        """`patience` is how many seconds an answer may take where the caller sets no limit.
        `metrics` are told of commits and conflicts."""
        self._steps = steps
        self._clock = clock
        self._ids = ids
        self._patience = patience
        self._metrics = metrics
        self._writers: dict[str, RoomWriter] = {}
        self._kept = KeptRooms()

    async def add(self, room: Room, events: Events) -> None:
        due = due_within(self._patience)
        await self._steps.know_the_time(due)
        commit = encode_commit(Commit.of(None, room, events))
        batch = Batch(None, room, [commit], self._clock.not_after(due))
        try:
            self._kept.keep(await self._steps.commit(batch, due))
        except Moved:
            raise RoomCodeTaken from None
        except Late:
            raise StoreUnavailable from None
        self._metrics.committed(1)

    async def get(self, code: str) -> Room:
        standing = await self._steps.read(code, due_within(self._patience))
        if standing is None:
            raise RoomNotFound
        return standing.room

    async def revisions(self, codes: Sequence[str]) -> Mapping[str, str]:
        return await self._steps.revisions(codes, due_within(self._patience))

    async def update(self, code: str, change: Change) -> Committed:
        due = due_within(self._patience)
        waiting = self._writer(code).submit(change, due)
        try:
            async with asyncio.timeout_at(due):
                outcome = await waiting
        except TimeoutError:
            raise StoreUnavailable from None
        try:
            if isinstance(outcome, BaseException):
                raise outcome
            return outcome
        finally:
            del outcome  # or the error and this frame would hold each other

    def _writer(self, code: str) -> RoomWriter:
        writer = self._writers.get(code)
        if writer is None:
            writer = RoomWriter(
                code,
                self._steps,
                self._clock,
                self._ids,
                self._metrics,
                kept=self._kept.take(code),
                on_idle=self._discard,
            )
            self._writers[code] = writer
        return writer

    def _discard(self, code: str, left: Standing | None) -> None:
        del self._writers[code]
        if left is not None:
            self._kept.keep(left)
