"""Rooms in PostgreSQL: the authority that all nodes share."""

from adapters.batched_rooms import BatchedRooms
from adapters.postgres_link import PostgresLink
from adapters.postgres_room_steps import PostgresRoomSteps
from adapters.store_clock import StoreClock
from application.ports import Ids, StoreMetrics


class PostgresRooms(BatchedRooms):
    """Every step is one statement and one round trip."""

    def __init__(
        self,
        link: PostgresLink,
        clock: StoreClock,
        ids: Ids,
        patience: float,
        metrics: StoreMetrics,
    ) -> None:
        """`patience` is how many seconds an answer may take where the caller sets no limit.
        `metrics` are told of commits and conflicts."""
        super().__init__(PostgresRoomSteps(link, clock), clock, ids, patience, metrics)
