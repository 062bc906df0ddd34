"""The SQLite store keeps the contract."""

import sqlite3
from collections.abc import AsyncIterator, Mapping
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest
from sqlite_rooms import SqliteRooms

from adapters.random_ids import RandomIds
from adapters.system_clock import SystemClock
from application.contract import Node, StoreContract, StoreUnderTest
from domain.moment import from_milliseconds


class TestSqliteRooms(StoreContract):
    @pytest.fixture
    async def stores(self, tmp_path: Path) -> AsyncIterator[StoreUnderTest]:
        path, clock, ids = str(tmp_path / "rooms.db"), SystemClock(), RandomIds()

        async def footprint(code: str) -> Mapping[str, datetime]:
            # Not the letters: they are on their way, and their followers' until they are read.
            with closing(sqlite3.connect(path)) as db:
                rows = db.execute("SELECT code, expires_at FROM rooms WHERE instr(room, ?)", [code])
                return {f"row {key}": from_milliseconds(until) for key, until in rows}

        one, two = SqliteRooms(path, clock, ids), SqliteRooms(path, clock, ids)
        async with one.opened(), two.opened():
            yield StoreUnderTest(Node(one, one), Node(two, two), clock, footprint)
