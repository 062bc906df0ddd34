"""Budgets in PostgreSQL: one count a request, whatever is lost, and whatever a source is called."""

import asyncio
from datetime import timedelta

import asyncpg
import pytest

from adapters.postgres_rate_limits import PostgresRateLimits
from application.ports import Budget, Spent
from tests.catches import What, having
from tests.gate import Gate
from tests.postgres_server import PostgresServer
from tests.postgres_store import Node, fresh_schema, node_at

LATER = "UPDATE budgets SET times = ARRAY(SELECT at + 3600000 FROM unnest(times) AS at)"
"""Makes what was counted an hour younger, as a clock that is set back by an hour does."""

THREE = Budget(3, timedelta(minutes=1))


@pytest.mark.parametrize("lost", [What.COMMAND, What.REPLY])
async def test_a_request_whose_reply_is_lost_is_counted_once(
    gate: Gate, here: Node, lost: What
) -> None:
    limits = PostgresRateLimits(here.link)
    await limits.spend("ada", THREE)
    catch = gate.cut_at(lost, having(b"ada"))
    assert (await limits.spend("ada", THREE)).remaining == 1
    assert len(catch.caught) == 1


@pytest.mark.parametrize("source", ["", "a\0b", "\ud800", "x" * 1000, "名前", "'; --"])
async def test_a_source_may_have_any_name(there: Node, source: str) -> None:
    limits = PostgresRateLimits(there.link)
    assert [(await limits.spend(source, THREE)).remaining for _ in range(2)] == [2, 1]
    assert (await limits.spend(f"{source}!", THREE)).remaining == 2


async def test_requests_from_the_future_count_as_made_just_now(
    there: Node, tables: asyncpg.Connection
) -> None:
    limits = PostgresRateLimits(there.link)
    for _ in range(3):
        await limits.spend("ada", THREE)
    await tables.execute(LATER)
    refused = await limits.spend("ada", THREE)
    assert refused.retry_after is not None
    assert 0 < refused.retry_after <= 60


async def test_requests_from_the_future_let_another_budget_refuse_nobody(
    there: Node, tables: asyncpg.Connection
) -> None:
    limits, guard = PostgresRateLimits(there.link), Spent("guard", THREE)
    for _ in range(3):
        await limits.spend("guard", THREE)
    assert (await limits.spend("ada", THREE, unless=guard)).retry_after
    await tables.execute(LATER)
    assert (await limits.spend("ada", THREE, unless=guard)).remaining == 2


async def test_a_crash_of_the_server_forgets_budgets_and_nothing_breaks(
    spare_postgres: PostgresServer,
) -> None:
    async with node_at(spare_postgres.url, fresh_schema()) as node:
        limits = PostgresRateLimits(node.link)
        for _ in range(4):
            await limits.spend("ada", THREE)
        await asyncio.to_thread(spare_postgres.restart)
        assert (await limits.spend("ada", THREE)).remaining == 2
