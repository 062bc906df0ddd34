"""What this node has announced, compared with what the store has: silent loss shows."""

import asyncio
from collections.abc import Mapping, Sequence
from itertools import islice

import structlog

from application.background import background
from application.deadline import answer_by
from application.errors import ServiceError
from application.ports import Backoff, RoomRepository
from entrypoints.realtime.hosted_room import HostedRoom

log = structlog.stdlib.get_logger(__name__)

TURN = 2.5
"""Seconds in which the turn of every room comes once, where they are not too many for that."""

MOST = 1000
"""Rooms a second at most. Nodes that share their rooms would be more than the store can bear."""

TICK = 0.25
"""Seconds between two questions at least, as long as a slice holds a tick's share of the rooms."""

SLICE = 100
"""Rooms in one question at most."""

AGAIN = 0.5
"""Seconds until a room that differs is looked at again: a message may be on its way."""

PATIENCE = 2.0
"""Seconds that the store has for an answer."""


class Comparison:
    """Asks the store for the revisions of the hosted rooms, in turn and a slice at a time.

    A revision that differs is only a suspicion: a message may be on its way, or the room in
    hand be newer than the answer. Where the room as announced has not moved until a second
    look, and the store differs still, a message was lost, or the store has lost something; the
    room is loaded. A message that never came is so noticed within 4 s, on a node of up to 2,500
    rooms; each further thousand takes it another second.
    """

    def __init__(self, rooms: RoomRepository, backoff: Backoff) -> None:
        self._rooms = rooms
        self._backoff = backoff
        self._hosted: dict[str, HostedRoom] = {}  # the one whose turn is next comes first
        self._task: asyncio.Task[None] | None = None

    def add(self, room: HostedRoom) -> None:
        """Compare this room from now on."""
        self._hosted[room.code] = room
        if self._task is None:
            self._task = background(self._watch())

    def discard(self, room: HostedRoom) -> None:
        """Compare it no more. Without rooms there is nothing to do at all."""
        del self._hosted[room.code]
        if not self._hosted and self._task is not None:
            self._task.cancel()
            self._task = None

    async def _watch(self) -> None:
        """So many rooms are due as their share in the time that has passed."""
        now = asyncio.get_running_loop().time
        since, due, failures = now(), 0.0, 0
        async with asyncio.TaskGroup() as second_looks:
            while True:
                await asyncio.sleep(self._pause(failures))
                passed, since = now() - since, now()
                due = min(due + passed / self._interval, len(self._hosted))
                while due >= 1:
                    codes = self._next(min(int(due), SLICE))
                    suspects = await self._suspects(codes)
                    if suspects is None:
                        failures += 1
                        break
                    failures, due = 0, due - len(codes)
                    if suspects:
                        second_looks.create_task(self._look_again(suspects))

    def _pause(self, failures: int) -> float:
        if failures:
            return self._backoff.pause(failures - 1)
        return max(self._interval, TICK)

    @property
    def _interval(self) -> float:
        """Seconds from one room to the next."""
        return max(TURN / len(self._hosted), 1 / MOST)

    def _next(self, count: int) -> list[str]:
        """Those whose turn it is; it comes again when all the others have had theirs."""
        codes = list(islice(self._hosted, count))
        for code in codes:
            self._hosted[code] = self._hosted.pop(code)
        return codes

    async def _look_again(self, suspects: Mapping[str, str]) -> None:
        await asyncio.sleep(AGAIN)
        for code, announced in (await self._suspects([*suspects]) or {}).items():
            if suspects[code] == announced:
                log.info("room differs from the store", room=code)
                self._hosted[code].resynchronise()

    async def _suspects(self, codes: Sequence[str]) -> dict[str, str] | None:
        """Of the rooms that differ from the store, the revisions announced; None where the
        store does not answer."""
        stored = await self._stored(codes)
        if stored is None:
            return None
        announced = {code: self._hosted[code].announced for code in codes if code in self._hosted}
        return {
            code: revision
            for code, revision in announced.items()
            if revision is not None and stored.get(code) != revision
        }

    async def _stored(self, codes: Sequence[str]) -> Mapping[str, str] | None:
        try:
            with answer_by(asyncio.get_running_loop().time() + PATIENCE):
                return await self._rooms.revisions(codes)
        except ServiceError:
            return None
        except Exception:
            log.exception("comparing rooms failed")
            return None
