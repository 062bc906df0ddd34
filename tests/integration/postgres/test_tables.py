"""The tables come to be there by themselves, whoever is first, and what is due to go goes."""

import asyncio
from contextlib import AsyncExitStack
from datetime import timedelta

import asyncpg
import pytest
from structlog.testing import CapturingLogger

from adapters.jittered_backoff import JitteredBackoff
from adapters.postgres_link import PostgresLink, PostgresPatience
from adapters.postgres_schema import VERSION
from adapters.postgres_sweep import IN_TRANSIT, SWEEP
from application.contract.changes import joining, toggle
from application.errors import StoreUnavailable
from domain.errors import RoomNotFound
from tests.any_store import a_new_room, open_room
from tests.leased import postgres_leases
from tests.postgres_server import PostgresServer
from tests.postgres_store import Node, fresh_schema, look_at, node_at


async def test_many_nodes_make_the_tables_at_once(postgres: PostgresServer) -> None:
    schema = fresh_schema()
    async with AsyncExitStack() as stack:
        nodes = [await stack.enter_async_context(node_at(postgres.url, schema)) for _ in range(8)]
        rooms = await asyncio.gather(*(open_room(node) for node in nodes))
        for room in rooms:
            assert await nodes[0].rooms.get(room.code) == room


async def test_a_node_that_starts_again_finds_what_was_there(postgres: PostgresServer) -> None:
    schema = fresh_schema()
    async with node_at(postgres.url, schema) as node:
        room = await open_room(node)
    async with node_at(postgres.url, schema) as node:
        assert await node.rooms.get(room.code) == room


async def test_tables_of_a_later_version_are_left_alone(
    there: Node,
    tables: asyncpg.Connection,
    postgres: PostgresServer,
    schema: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    said = CapturingLogger()
    monkeypatch.setattr("adapters.postgres_schema.log", said)
    room = await open_room(there)
    await tables.execute("UPDATE schema_version SET version = $1", VERSION + 1)
    async with node_at(postgres.url, schema) as older:
        with pytest.raises(StoreUnavailable):
            await older.rooms.get(room.code)
    assert said.calls[0].method_name == "error"
    assert said.calls[0].kwargs == {"schema": schema, "found": VERSION + 1, "known": VERSION}


async def test_a_user_who_may_not_make_tables_may_use_them(
    there: Node, tables: asyncpg.Connection, postgres: PostgresServer, schema: str
) -> None:
    room = await open_room(there)
    user = f"user_{schema}"
    await tables.execute(f"CREATE USER {user}")
    await tables.execute(f"GRANT USAGE ON SCHEMA {schema} TO {user}")
    await tables.execute(f"GRANT ALL ON ALL TABLES IN SCHEMA {schema} TO {user}")
    url = postgres.url.replace("greenroom@", f"{user}@")
    async with node_at(url, schema) as node, node.feed.follow(room.code):
        assert (await node.rooms.update(room.code, toggle)).room.version == 2


async def test_a_database_that_comes_back_empty_is_used_again(
    there: Node, tables: asyncpg.Connection, schema: str
) -> None:
    room = await open_room(there)
    await tables.execute(f"DROP SCHEMA {schema} CASCADE")
    with pytest.raises(RoomNotFound):
        await there.rooms.get(room.code)
    newer = await open_room(there, code=room.code)
    assert await there.rooms.get(room.code) == newer


@pytest.mark.parametrize("schema", ["", "Rooms", "1st", "a b", 'x"; DROP', "a" * 60])
async def test_a_schema_that_is_no_name_is_refused(schema: str) -> None:
    with pytest.raises(ValueError, match="no name for a schema"):
        PostgresLink("postgresql://", JitteredBackoff(), PostgresPatience(), schema)


async def test_rooms_past_their_deadline_are_swept_away_and_others_are_not(
    there: Node, tables: asyncpg.Connection
) -> None:
    kept = await open_room(there)
    expired = [await open_room(there) for _ in range(3)]
    await tables.execute(
        "UPDATE rooms SET expires_at = clock_timestamp() WHERE code <> $1", kept.code
    )
    for room in expired:
        with pytest.raises(RoomNotFound):
            await there.rooms.get(room.code)
    async with asyncio.timeout(20):
        while await tables.fetchval("SELECT count(*) FROM rooms") > 1:
            await asyncio.sleep(0.05)
    assert await there.rooms.get(kept.code) == kept


async def test_nodes_are_swept_away_when_no_room_is_left_that_they_were_in(
    there: Node, tables: asyncpg.Connection
) -> None:
    leases = postgres_leases(there)
    await leases.acquire("one", {"A"})
    await leases.acquire("two", {"B"})
    await tables.execute(
        "UPDATE nodes SET kept_until = clock_timestamp() WHERE node_id = 'one'",
    )
    await tables.execute(SWEEP, IN_TRANSIT)
    assert await tables.fetch("SELECT node_id, code FROM node_rooms") == [("two", "B")]


async def test_what_the_outbox_has_had_for_long_is_swept_away(
    there: Node, tables: asyncpg.Connection
) -> None:
    room = await open_room(there)
    for _ in range(2):
        await there.rooms.update(room.code, joining(display_name="x" * 8000))
    older = timedelta(seconds=IN_TRANSIT)
    await tables.execute(
        "UPDATE outbox SET made_at = made_at - $1::interval WHERE version = 2", older
    )
    await tables.execute(SWEEP, IN_TRANSIT)
    assert await tables.fetchval("SELECT version FROM outbox") == 3


async def test_a_sweep_waits_for_nobody(there: Node, tables: asyncpg.Connection) -> None:
    room, events = a_new_room()
    await there.rooms.add(room, events)
    await tables.execute("UPDATE rooms SET expires_at = clock_timestamp()")
    await tables.execute("BEGIN")
    await tables.execute("SELECT FROM rooms FOR UPDATE")
    due = asyncio.get_running_loop().time() + 2
    await there.link.ask(due, SWEEP, IN_TRANSIT)
    await tables.execute("COMMIT")


async def test_one_look_shows_a_room_to_whoever_runs_the_server(
    there: Node, postgres: PostgresServer, schema: str
) -> None:
    room = await open_room(there, guests=1)
    async with look_at(postgres.url, schema) as tables:
        shown = await tables.fetchrow(
            "SELECT room::json ->> 'hostId' AS host, users::json -> 1 ->> 'displayName' AS guest"
            " FROM rooms WHERE code = $1",
            room.code,
        )
    assert tuple(shown) == (room.host_id, "Guest")
