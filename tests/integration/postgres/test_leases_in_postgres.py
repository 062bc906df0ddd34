"""Leases in PostgreSQL: replies are lost, calls overtake each other, locks are waited for."""

import asyncio
from datetime import timedelta

import asyncpg
import pytest

from adapters.postgres_lease_functions import HOLD
from application.deadline import answer_by
from application.errors import StoreUnavailable
from tests.catches import What, having
from tests.gate import Gate
from tests.leased import LONGEST_ROOM, PERIOD, postgres_leases
from tests.postgres_store import Node

NODE = having(b"the-node")
EVERYTHING_ENDS = "UPDATE nodes SET ends_at = clock_timestamp()"


async def index(tables: asyncpg.Connection) -> set[str]:
    return {row["code"] for row in await tables.fetch("SELECT code FROM node_rooms")}


@pytest.mark.parametrize("lost", [What.COMMAND, What.REPLY])
async def test_a_renewal_whose_reply_is_lost_is_made_once(
    gate: Gate, here: Node, tables: asyncpg.Connection, lost: What
) -> None:
    leases = postgres_leases(here)
    assert await leases.acquire("the-node", {"A"})
    gate.cut_at(lost, NODE)
    assert await leases.renew("the-node", entered={"B"}, left={"A"})
    assert await index(tables) == {"B"}


async def test_a_renewal_that_arrives_after_a_later_one_holds_and_changes_no_index(
    there: Node, tables: asyncpg.Connection
) -> None:
    leases = postgres_leases(there)
    await leases.acquire("the-node", ())
    for codes in ({"A"}, {"B"}):
        await leases.renew("the-node", entered=codes)
    await tables.execute(EVERYTHING_ENDS)
    late = ["the-node", 2, False, timedelta(seconds=PERIOD), timedelta(hours=1), [], ["A"]]
    assert (await tables.fetchrow(HOLD, *late))["is_held"]
    assert await index(tables) == {"A", "B"}
    assert await leases.lapsed() == {}


async def test_nobody_is_declared_dead_after_the_deadline_of_the_one_who_asks(
    there: Node, tables: asyncpg.Connection
) -> None:
    leases = postgres_leases(there)
    await leases.acquire("the-node", {"A"})
    await tables.execute(EVERYTHING_ENDS)
    await tables.execute("BEGIN")
    await tables.execute("SELECT FROM nodes FOR UPDATE")
    with answer_by(asyncio.get_running_loop().time() + 0.3), pytest.raises(StoreUnavailable):
        await leases.lapsed()
    await tables.execute("ROLLBACK")
    async with asyncio.timeout(20):
        while await tables.fetchval(
            "SELECT count(*) FROM pg_stat_activity WHERE state = 'active'"
            " AND query LIKE '%declare_lapsed%' AND pid <> pg_backend_pid()"
        ):
            await asyncio.sleep(0.02)
    assert not await tables.fetchval("SELECT is_dead FROM nodes")
    assert await leases.renew("the-node")


async def test_what_is_kept_of_a_node_goes_when_no_room_can_be_left(
    there: Node, tables: asyncpg.Connection
) -> None:
    leases = postgres_leases(there)
    await leases.acquire("the-node", {"A"})
    left = await tables.fetchval("SELECT kept_until - clock_timestamp() FROM nodes")
    assert LONGEST_ROOM < left.total_seconds() <= LONGEST_ROOM + PERIOD
    await tables.execute("UPDATE nodes SET kept_until = kept_until - interval '10 min'")
    await tables.execute(EVERYTHING_ENDS)
    assert await leases.lapsed() == {"the-node": {"A"}}
    later = await tables.fetchval("SELECT kept_until - clock_timestamp() FROM nodes")
    assert LONGEST_ROOM < later.total_seconds() <= LONGEST_ROOM + PERIOD


async def test_a_lease_of_no_length_is_refused(there: Node) -> None:
    with pytest.raises(ValueError, match="no lease"):
        postgres_leases(there, period=0.0005)
