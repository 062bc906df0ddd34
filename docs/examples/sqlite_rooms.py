"""Rooms in an SQLite file: a store for several nodes on one machine."""

import asyncio
import os
import sqlite3
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, closing, suppress
from dataclasses import replace
from typing import get_args

import msgspec

from application.background import background
from application.commit import Commit, Committed, Interrupted
from application.deadline import answer_due
from application.errors import RoomCodeTaken, StoreUnavailable
from application.following import Following
from application.ports import Change, Clock, Health, Ids, RoomFeed, RoomRepository
from application.store import Store, Surroundings
from application.trace import trace_here
from domain.errors import RoomNotFound
from domain.events import Event, Events
from domain.moment import to_milliseconds
from domain.room import Room

PATIENCE, PAUSE = 5.0, 0.01  # seconds: for an answer, and between two looks
ORPHANED = 60_000  # milliseconds after which nobody will read a mailbox any more
KINDS = {kind.__name__: kind for kind in get_args(Event)}
TABLES = """
PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON;
CREATE TABLE IF NOT EXISTS rooms (code TEXT PRIMARY KEY, expires_at INTEGER, room TEXT);
CREATE TABLE IF NOT EXISTS mailboxes (id TEXT PRIMARY KEY, code TEXT, seen_at INTEGER);
CREATE TABLE IF NOT EXISTS letters (number INTEGER PRIMARY KEY AUTOINCREMENT, previous TEXT,
  room TEXT, events TEXT, trace TEXT, mailbox TEXT REFERENCES mailboxes ON DELETE CASCADE);
PRAGMA busy_timeout = 0;
"""


class SqliteRooms(RoomRepository, RoomFeed, Health):
    """One row a room. A step is one transaction, and SQLite lets in one writer at a time.

    Who follows a room has a mailbox, into which every commit puts a letter, within its own
    transaction: all read the same, in the same order. A letter goes when it is read, or with
    its mailbox; a room that is past its deadline goes with the next step of any room.
    """

    def __init__(self, path: str, clock: Clock, ids: Ids) -> None:
        self._path, self._clock, self._ids = path, clock, ids
        self._db: sqlite3.Connection

    @asynccontextmanager
    async def opened(self) -> AsyncIterator[None]:
        self._db = sqlite3.connect(self._path, timeout=PATIENCE, isolation_level=None)
        with closing(self._db):
            self._db.executescript(TABLES)
            yield

    @asynccontextmanager
    async def _step(self) -> AsyncIterator[None]:
        """One transaction, which begins in the caller's time. Nothing inside may await."""
        loop, wanted = asyncio.get_running_loop(), answer_due()
        due = loop.time() + PATIENCE if wanted is None else wanted
        while loop.time() < due:
            try:
                self._db.execute("DELETE FROM rooms WHERE expires_at <= ?", [self._now()])
                self._db.execute("BEGIN IMMEDIATE")
                break
            except sqlite3.OperationalError:  # another node is writing
                await asyncio.sleep(PAUSE)
        else:
            raise StoreUnavailable
        try:
            with self._db:  # commits, or rolls back what an error leaves
                yield
        except sqlite3.Error as error:
            raise StoreUnavailable from error

    async def add(self, room: Room, events: Events) -> None:
        async with self._step():
            if self._db.execute("SELECT 1 FROM rooms WHERE code = ?", [room.code]).fetchone():
                raise RoomCodeTaken
            self._commit(None, room, events)

    async def get(self, code: str) -> Room:
        async with self._step():
            return self._find(code)

    async def update(self, code: str, change: Change) -> Committed:
        async with self._step():
            room = self._find(code)
            room = self._changed(room, room.due(self._clock.now()))
            outcome = self._decided(room, change)
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    def _find(self, code: str) -> Room:
        row = self._db.execute("SELECT room FROM rooms WHERE code = ?", [code]).fetchone()
        if row is None:
            raise RoomNotFound
        return msgspec.json.decode(row[0], type=Room)

    def _changed(self, before: Room, events: Events) -> Room:
        if not events:
            return before
        after = before.apply(events, at=self._clock.now(), revision=self._ids.new())
        self._commit(before, after, events)
        return after

    def _commit(self, before: Room | None, after: Room, events: Events) -> None:
        room = msgspec.json.encode(after)
        told = msgspec.json.encode([(type(event).__name__, event) for event in events])
        self._db.execute("DELETE FROM rooms WHERE code = ?", [after.code])
        if after.is_open:
            row = [after.code, to_milliseconds(after.expires_at), room]
            self._db.execute("INSERT INTO rooms VALUES (?, ?, ?)", row)
        self._db.execute(
            "INSERT INTO letters (previous, room, events, trace, mailbox)"
            " SELECT ?, ?, ?, ?, id FROM mailboxes WHERE code = ?",
            [before.revision if before else "", room, told, trace_here(), after.code],
        )

    def _now(self) -> int:
        return to_milliseconds(self._clock.now())

    @asynccontextmanager
    async def follow(self, code: str) -> AsyncIterator[AsyncIterator[Commit | Interrupted]]:
        mailbox, following = self._ids.new(), Following()
        async with self._step():
            self._keep_open(mailbox, code)
        reading = background(self._read(mailbox, code, following))
        try:
            yield following
        finally:
            reading.cancel()
            with suppress(StoreUnavailable):
                async with self._step():
                    self._db.execute("DELETE FROM mailboxes WHERE id = ?", [mailbox])

    async def _read(self, mailbox: str, code: str, following: Following) -> None:
        taken = (
            "SELECT previous, room, events, trace FROM letters WHERE mailbox = ? ORDER BY number"
        )
        while True:
            await asyncio.sleep(PAUSE)
            with suppress(StoreUnavailable):  # the letters wait
                async with self._step():
                    was_given_up = self._keep_open(mailbox, code)
                    letters = self._db.execute(taken, [mailbox]).fetchall()
                    self._db.execute("DELETE FROM letters WHERE mailbox = ?", [mailbox])
                if was_given_up:
                    following.interrupt()
                for letter in letters:
                    following.put(_commit_in(*letter))

    def _keep_open(self, mailbox: str, code: str) -> bool:
        """Say that this mailbox is in use. True where it is new, or was given up meanwhile."""
        now = self._now()
        self._db.execute("DELETE FROM mailboxes WHERE seen_at < ?", [now - ORPHANED])
        seen = "UPDATE mailboxes SET seen_at = ? WHERE id = ? AND seen_at < ?"
        self._db.execute(seen, [now, mailbox, now - ORPHANED // 2])
        opened = "INSERT OR IGNORE INTO mailboxes VALUES (?, ?, ?)"
        return self._db.execute(opened, [mailbox, code, now]).rowcount == 1

    def _decided(self, room: Room, change: Change) -> Committed | Exception:
        """A refusal is a value here: raised, it would undo what time has brought."""
        try:
            if not room.is_open:
                raise RoomNotFound
            events = change(room)
            return Committed(self._changed(room, events), events)
        except sqlite3.Error:
            raise
        except Exception as refusal:
            return refusal

    async def revisions(self, codes: Sequence[str]) -> Mapping[str, str]:
        found = {}
        async with self._step():
            for code in codes:
                with suppress(RoomNotFound):
                    found[code] = self._find(code).revision
        return found

    async def check(self) -> None:
        async with self._step():
            return

    async def cautions(self) -> Sequence[str]:
        return ()


def _commit_in(previous: str, room: bytes, events: bytes, trace: str) -> Commit:
    named = msgspec.json.decode(events)
    told = tuple(msgspec.convert(fields, KINDS[name]) for name, fields in named)
    after = msgspec.json.decode(room, type=Room)
    return replace(Commit.of(None, after, told, trace), previous=previous)


def store(told: Surroundings) -> Store:
    """What `STORE=sqlite_rooms:store` names."""
    rooms = SqliteRooms(os.environ.get("SQLITE_PATH", "rooms.db"), told.clock, told.ids)
    return Store(name="sqlite", rooms=rooms, feed=rooms, health=rooms, opened=rooms.opened)
