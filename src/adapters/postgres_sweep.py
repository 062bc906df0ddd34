"""What is due to go from PostgreSQL, which forgets nothing by itself."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from application.errors import StoreUnavailable

IN_TRANSIT = 30
"""Seconds for which the outbox keeps what followers may still have to read."""

SWEEP = """
WITH turn AS MATERIALIZED (
  SELECT pg_try_advisory_xact_lock(hashtext(current_schema()), 1) AS is_ours
), gone_rooms AS (
  DELETE FROM rooms WHERE code IN (
    SELECT code FROM rooms WHERE expires_at <= now() AND (SELECT is_ours FROM turn)
      ORDER BY expires_at LIMIT 10000 FOR UPDATE SKIP LOCKED)
    AND expires_at <= now()
), gone_letters AS (
  DELETE FROM outbox
    WHERE made_at < now() - $1 * interval '1 s' AND (SELECT is_ours FROM turn)
), gone_nodes AS (
  DELETE FROM nodes WHERE kept_until <= now() AND (SELECT is_ours FROM turn)
)
DELETE FROM budgets WHERE source IN (
  SELECT source FROM budgets WHERE kept_until <= now() AND (SELECT is_ours FROM turn)
    LIMIT 10000 FOR UPDATE SKIP LOCKED)
"""
"""All of it in one statement, by one node at a time; whoever comes meanwhile leaves it to that
one. Rows that somebody is writing are left for the next time. The parameter is `IN_TRANSIT`."""


async def keep_swept(ask: Callable[..., Awaitable[Any]], pause: float, patience: float) -> None:
    """Sweep again and again, with pauses of so many seconds; each time may take `patience`."""
    loop = asyncio.get_running_loop()
    while True:
        await asyncio.sleep(pause)
        try:
            await ask(loop.time() + patience, SWEEP, IN_TRANSIT)
        except StoreUnavailable:
            continue  # it was logged
