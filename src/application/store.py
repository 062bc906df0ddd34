"""A store as a node uses it: what it is given, and the ports that it serves."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass
from datetime import timedelta

from application.ports import (
    Clock,
    Health,
    Ids,
    Leases,
    RateLimits,
    RoomDirectory,
    RoomFeed,
    RoomRepository,
    StoreMetrics,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What a node gives to its store.

    `patience` is how many seconds an answer may take where the caller sets no limit
    (`application.deadline.answer_due`). `lease` is the period of a store's `Leases`. A room
    outlives its last change by `longest_room` at most. `metrics` may be told of commits and
    conflicts (`Store.reports_commits`); the node itself tells them of operations. `address` is
    what DATABASE_URL says, where it is set.
    """

    clock: Clock
    ids: Ids
    patience: float
    lease: timedelta
    longest_room: timedelta
    metrics: StoreMetrics
    address: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Store:
    """The ports that one technology serves; one object may be several of them.

    `name` stands in the log and in what `greenroom check` says. What a store leaves out, a node
    has in its own memory: then each counts requests by itself (`rate_limits`), the members of
    a node that was killed stay connected until they come back (`leases`), and the time that
    rooms go by is the node's (`clock`). Only a store that has a `directory` can be listed.

    `opened()` is entered once the event loop runs and before anything is asked of the ports,
    and left after all else has ended: the place for connections. A node starts, and waits for
    its store to answer, only when entering does not raise because the store is away.

    A store that commits several changes as one step `reports_commits` to `Surroundings.metrics`.
    For any other the node does: each change counts as a commit of its own.
    """

    name: str
    rooms: RoomRepository
    feed: RoomFeed
    health: Health
    clock: Clock | None = None
    leases: Leases | None = None
    rate_limits: RateLimits | None = None
    directory: RoomDirectory | None = None
    reports_commits: bool = False
    opened: Callable[[], AbstractAsyncContextManager[object]] = nullcontext


StoreFactory = Callable[[Surroundings], Store]
"""What the setting STORE names. Does no I/O: `Store.opened` is for that. One whose attribute
`needs_address` is true is not called without an address."""
