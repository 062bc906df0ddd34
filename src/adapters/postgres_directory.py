"""Which rooms there are in PostgreSQL."""

from collections.abc import AsyncIterator, Sequence
from contextlib import suppress

from adapters.postgres_link import PostgresLink
from adapters.postgres_room_steps import room_in
from adapters.store_clock import StoreClock
from application.deadline import due_within
from application.ports import RoomDirectory
from domain.room import Room

READ = 200
"""Rooms that are read in one step."""

LIST = """
SELECT clock_timestamp() AS now, code, room, users FROM rooms
  WHERE code > $1 AND expires_at > clock_timestamp() ORDER BY code LIMIT $2
"""
"""The rooms that come next after a code."""


class PostgresDirectory(RoomDirectory):
    """Goes through the rooms by their codes; each step is a statement of its own, and no
    transaction stays open between two of them."""

    def __init__(self, link: PostgresLink, clock: StoreClock, patience: float) -> None:
        """`patience` is how many seconds an answer may take where the caller sets no limit."""
        self._link = link
        self._clock = clock
        self._patience = patience

    async def rooms(self) -> AsyncIterator[Sequence[Room]]:
        after = ""
        while True:
            rows = (await self._link.ask(due_within(self._patience), LIST, after, READ)).rows
            if rows:
                self._clock.observe_moment(rows[-1]["now"])
            rooms = []
            for row in rows:
                with suppress(ValueError):  # no room of ours
                    rooms.append(room_in(row))
            yield rooms
            if len(rows) < READ:
                return
            after = rows[-1]["code"]
