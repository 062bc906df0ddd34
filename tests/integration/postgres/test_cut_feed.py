"""A PostgreSQL that goes and comes back, and what others notify, interrupt whoever follows."""

import asyncio

import asyncpg
import pytest

from adapters.postgres_feed import PostgresFeed
from application.contract.changes import toggle
from tests.any_store import open_room
from tests.catches import What, having
from tests.commits import interrupted, next_commit
from tests.fakes import NotedBackoff
from tests.gate import Gate
from tests.postgres_server import PostgresServer
from tests.postgres_store import SIGN_OF_LIFE, Node, fresh_schema, node_at, through

LISTEN = having(b"LISTEN ")


async def test_a_server_that_is_killed_is_followed_again(spare_postgres: PostgresServer) -> None:
    async with node_at(spare_postgres.url, fresh_schema()) as node:
        room = await open_room(node)
        async with node.feed.follow(room.code) as feed:
            await asyncio.to_thread(spare_postgres.restart)
            await interrupted(feed)
            await node.rooms.update(room.code, toggle)
            assert (await next_commit(feed)).version == 2


async def test_a_frozen_server_is_followed_again_when_it_goes_on(
    spare_postgres: PostgresServer,
) -> None:
    async with node_at(spare_postgres.url, fresh_schema(), heartbeat=0.3, patience=1) as node:
        room = await open_room(node)
        async with node.feed.follow(room.code) as feed:
            spare_postgres.stop()
            await asyncio.sleep(2)  # several attempts to connect in vain
            spare_postgres.cont()
            await interrupted(feed)
    async with node_at(spare_postgres.url, fresh_schema()) as node:
        room = await open_room(node)
        async with node.feed.follow(room.code) as feed:
            await node.rooms.update(room.code, toggle)
            assert (await next_commit(feed)).version == 2


async def test_a_silent_connection_is_given_up_and_made_again(
    gate: Gate, schema: str, there: Node
) -> None:
    room = await open_room(there)
    hurried = node_at(through(gate), schema, heartbeat=0.5)
    async with hurried as hasty, hasty.feed.follow(room.code) as feed:
        silenced = gate.hold(What.COMMAND, SIGN_OF_LIFE)
        await silenced.happened()
        await interrupted(feed)
        await there.rooms.update(room.code, toggle)
        assert (await next_commit(feed)).version == 2


async def test_a_quiet_connection_that_answers_is_kept(
    gate: Gate, schema: str, there: Node
) -> None:
    room = await open_room(there)
    hurried = node_at(through(gate), schema, heartbeat=0.05)
    async with hurried as hasty, hasty.feed.follow(room.code) as feed:
        asked = gate.watch(What.COMMAND, SIGN_OF_LIFE)
        async with asyncio.timeout(20):
            while len(asked.caught) < 5:
                await asyncio.sleep(0.01)
        await there.rooms.update(room.code, toggle)
        assert (await next_commit(feed)).version == 2
        assert gate.links == 1


@pytest.mark.parametrize("payload", ["", "hello", "[{}]", '{"code": 7}'])
async def test_a_foreign_notification_interrupts_and_harms_nothing_else(
    here: Node, there: Node, tables: asyncpg.Connection, schema: str, payload: str
) -> None:
    room = await open_room(there)
    async with here.feed.follow(room.code) as feed:
        await tables.execute("SELECT pg_notify($1, $2)", schema, payload)
        await interrupted(feed)
        await there.rooms.update(room.code, toggle)
        assert (await next_commit(feed)).version == 2


async def test_foreign_commits_of_a_room_interrupt_those_who_follow_it_alone(
    here: Node, there: Node, tables: asyncpg.Connection, schema: str
) -> None:
    room, other = await open_room(there), await open_room(there)
    foreign = f'{{"code": "{room.code}", "revision": "r", "commits": [["LockToggled"]]}}'
    async with here.feed.follow(room.code) as feed, here.feed.follow(other.code) as others:
        await tables.execute("SELECT pg_notify($1, $2)", schema, foreign)
        await interrupted(feed)
        await there.rooms.update(other.code, toggle)
        assert (await next_commit(others)).version == 2


async def test_pauses_grow_while_it_fails_and_begin_anew_when_it_has_answered(
    gate: Gate, here: Node
) -> None:
    backoff, room = NotedBackoff(), await open_room(here)
    feed = PostgresFeed(here.link, backoff, patience=10)
    async with feed.follow(room.code) as told:
        for _ in range(2):
            gate.cut_at(What.COMMAND, LISTEN, times=3)
            await gate.cut()
            await interrupted(told)
            async with feed.follow(room.code):
                pass  # it has answered
    await feed.close()
    assert backoff.attempts == [0, 1, 2, 3, 0, 1, 2, 3]
