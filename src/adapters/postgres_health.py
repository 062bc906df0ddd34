"""Whether PostgreSQL answers, and whether it is set up for rooms."""

from collections.abc import Iterator, Sequence

import asyncpg

from adapters.postgres_link import PostgresLink
from application.deadline import due_within
from application.ports import Health

OLDEST = 150_000
"""The oldest version on which all this was tried."""

NODES = 2
"""Nodes that the server should have connections for, at the very least."""

TOLD = """
SELECT current_setting('server_version') AS version,
  current_setting('server_version_num')::int AS number,
  current_setting('fsync') AS fsync,
  current_setting('full_page_writes') AS full_page_writes,
  current_setting('synchronous_commit') AS synchronous_commit,
  current_setting('max_connections')::int
    - current_setting('superuser_reserved_connections')::int AS connections,
  pg_is_in_recovery() AS is_standby,
  getdatabaseencoding() AS encoding,
  pg_notification_queue_usage() AS queue
"""


class PostgresHealth(Health):
    """Asks what everybody may ask."""

    def __init__(self, link: PostgresLink, patience: float) -> None:
        """`patience` is how many seconds an answer may take where the caller sets no limit."""
        self._link = link
        self._patience = patience

    async def check(self) -> None:
        await self._link.ask(due_within(self._patience), "SELECT 1")

    async def cautions(self) -> Sequence[str]:
        due = due_within(self._patience)
        (told,) = (await self._link.ask(due, TOLD)).rows
        found = [*_of_durability(told), *_of_the_server(told), *self._of_connections(told)]
        if not await self._link.is_direct(due):
            found.append(
                "There is a pooler between this node and PostgreSQL. One in transaction mode loses "
                "what is listened to and prepared: connect directly, or let it pool sessions."
            )
        return tuple(found)

    def _of_connections(self, told: asyncpg.Record) -> Iterator[str]:
        needed = self._link.most_connections
        if told["connections"] < NODES * needed:
            yield (
                f"The store lets {told['connections']} connections in (max_connections), and a "
                f"node may need {needed}: raise it to {needed} for each node."
            )


def _of_durability(told: asyncpg.Record) -> Iterator[str]:
    for setting in ("fsync", "full_page_writes"):
        if told[setting] == "off":
            yield (
                f"The store's {setting} is off: when its machine fails, the database may be "
                "damaged beyond repair. Set it to on."
            )
    if told["synchronous_commit"] == "off":
        yield (
            "The store's synchronous_commit is off: when it crashes, the last changes that "
            "people were told of are lost. Set it to on, unless that is meant."
        )


def _of_the_server(told: asyncpg.Record) -> Iterator[str]:
    if told["number"] < OLDEST:
        yield (
            f"The store is PostgreSQL {told['version']}, which is older than any that was "
            f"tried: it should be {OLDEST // 10_000} or later."
        )
    if told["is_standby"]:
        yield "The store is a standby, which takes no changes: connect to the primary."
    if told["encoding"] != "UTF8":
        yield (
            f"The database's encoding is {told['encoding']}, which can't hold every name: "
            "it has to be UTF8."
        )
    if told["queue"] > 0.1:
        yield (
            f"The server's queue of notifications is {told['queue']:.0%} full, and no change is "
            "taken when it is: some session listens and does not end its transaction."
        )
