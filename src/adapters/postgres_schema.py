"""The tables in PostgreSQL, and how they come to be there."""

import re

import asyncpg
import structlog

from adapters.postgres_lease_functions import LEASE_FUNCTIONS
from adapters.postgres_rate_function import RATE_FUNCTION
from adapters.postgres_room_functions import ROOM_FUNCTIONS
from application.errors import StoreUnavailable

log = structlog.stdlib.get_logger(__name__)

VERSION = 1
"""Of tables and functions together. Whoever changes either counts on, and adds to `STEPS`."""

TABLES = """
CREATE TABLE schema_version (version int NOT NULL);

CREATE TABLE rooms (
  code text COLLATE "C" PRIMARY KEY,
  room_id text NOT NULL,
  revision text NOT NULL,
  version bigint NOT NULL,
  expires_at timestamptz NOT NULL,
  room text NOT NULL,
  users text NOT NULL
) WITH (fillfactor = 50);
CREATE INDEX rooms_by_deadline ON rooms (expires_at);

CREATE TABLE outbox (
  revision text COLLATE "C" PRIMARY KEY,
  code text NOT NULL,
  version bigint NOT NULL,
  message text NOT NULL,
  made_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX outbox_by_age ON outbox (made_at);

CREATE TABLE nodes (
  node_id text COLLATE "C" PRIMARY KEY,
  ends_at timestamptz NOT NULL,
  is_dead boolean NOT NULL DEFAULT false,
  turn bigint NOT NULL,
  kept_until timestamptz NOT NULL
);
CREATE TABLE node_rooms (
  node_id text COLLATE "C" REFERENCES nodes ON DELETE CASCADE,
  code text COLLATE "C",
  PRIMARY KEY (node_id, code)
);

CREATE UNLOGGED TABLE budgets (
  source bytea PRIMARY KEY,
  times bigint[] NOT NULL,
  tokens bigint[] NOT NULL,
  kept_until timestamptz NOT NULL
) WITH (fillfactor = 50);
CREATE INDEX budgets_by_end ON budgets (kept_until);
"""
"""A room and its users, as JSON, are one row: they come, change and go together, whatever happens.
The JSON is text: jsonb takes no NUL character, which a name on its way to be refused may have.

A row of the outbox is what a notification could not hold, until its readers have had the time to
read it. Budgets are not logged: a crash forgets them, and a request costs no flush of the log.

Half of a page stays free, so that the next version of a row finds its place beside it, and no
index has to be touched (`expires_at` moves only once in a tenth of a room's life).
"""

STEPS = [TABLES + ROOM_FUNCTIONS + LEASE_FUNCTIONS + RATE_FUNCTION]
"""What leads from each version to the next, from nothing on."""


def named(schema: str) -> str:
    """The name of a schema of our own, if it is one. Raises `ValueError`."""
    if not re.fullmatch(r"[a-z_][a-z0-9_]{0,50}", schema):
        raise ValueError(f"no name for a schema: {schema!r}")
    return schema


async def prepare(connection: asyncpg.Connection, schema: str) -> None:
    """Make the tables as this version knows them. Many nodes may do so at once.

    Where they are there it takes no more than the right to use them. Raises `StoreUnavailable`
    where a later version has made them.
    """
    if await _version(connection, schema) == VERSION:
        return
    async with connection.transaction():
        await connection.execute("SELECT pg_advisory_xact_lock(hashtext($1))", schema)
        found = await _version(connection, schema)
        if found > VERSION:
            log.error("tables of a later version", schema=schema, found=found, known=VERSION)
            raise StoreUnavailable
        await connection.execute(f"CREATE SCHEMA IF NOT EXISTS {schema}")
        for step in STEPS[found:]:
            await connection.execute(step)
        await connection.execute("DELETE FROM schema_version")
        await connection.execute("INSERT INTO schema_version VALUES ($1)", VERSION)


async def _version(connection: asyncpg.Connection, schema: str) -> int:
    """That of the tables that are there; 0 for none. (`to_regclass` does not see what others made
    while we waited for a lock.)"""
    is_there = "SELECT FROM pg_tables WHERE schemaname = $1 AND tablename = 'schema_version'"
    if not await connection.fetch(is_there, schema):
        return 0
    return int(await connection.fetchval("SELECT max(version) FROM schema_version"))
