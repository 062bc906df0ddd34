"""A whole store in PostgreSQL: what `STORE=postgres` names."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from adapters.jittered_backoff import JitteredBackoff
from adapters.memory_rate_limits import MemoryRateLimits
from adapters.postgres_directory import PostgresDirectory
from adapters.postgres_feed import PostgresFeed
from adapters.postgres_health import PostgresHealth
from adapters.postgres_leases import PostgresLeases
from adapters.postgres_link import PostgresLink, PostgresPatience
from adapters.postgres_rate_limits import PostgresRateLimits
from adapters.postgres_rooms import PostgresRooms
from adapters.rate_limits_when_full import RateLimitsWhenFull
from adapters.store_clock import StoreClock
from application.store import Store, Surroundings


class PostgresStore:
    """Makes the store at the address that it is told."""

    needs_address = True

    def __call__(self, told: Surroundings) -> Store:
        """Raises `ValueError` without an address."""
        if told.address is None:
            raise ValueError("no address of a database")
        backoff, clock = JitteredBackoff(), StoreClock()
        link = PostgresLink(told.address, backoff, PostgresPatience(command=told.patience))
        feed = PostgresFeed(link, backoff, told.patience)

        @asynccontextmanager
        async def opened() -> AsyncIterator[None]:
            try:
                yield
            finally:
                await feed.close()
                await link.close()

        return Store(
            name="postgres",
            rooms=PostgresRooms(link, clock, told.ids, told.patience, told.metrics),
            feed=feed,
            directory=PostgresDirectory(link, clock, told.patience),
            health=PostgresHealth(link, told.patience),
            clock=clock,
            leases=PostgresLeases(link, clock, told.lease, told.longest_room, told.patience),
            rate_limits=RateLimitsWhenFull(
                shared=PostgresRateLimits(link, told.patience), own=MemoryRateLimits(told.clock)
            ),
            reports_commits=True,
            opened=opened,
        )


postgres = PostgresStore()
