"""The connection to Redis, with every wait and every retry bounded."""

import asyncio
from collections.abc import Awaitable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

import structlog
from redis.asyncio import BlockingConnectionPool, Redis
from redis.asyncio.connection import parse_url
from redis.backoff import ExponentialWithJitterBackoff
from redis.exceptions import (
    AskError,
    OutOfMemoryError,
    RedisError,
    ResponseError,
    TryAgainError,
)

from adapters.redis_multiplexed import MultiplexedRedis
from adapters.redis_repeats import NotedRetry
from adapters.store_clock import StoreClock
from application.errors import StoreFull, StoreUnavailable

log = structlog.stdlib.get_logger(__name__)

T = TypeVar("T")

CONNECTIONS = 256
"""Connections at most for commands that have one to themselves. Who waits for one is not served
in the order of arrival: there should be enough that nobody waits."""

ADDRESS = {"host", "port", "path", "db", "username", "password", "connection_class"}


@dataclass(frozen=True, slots=True)
class RedisPatience:
    """How long Redis is waited for, in seconds, and how often a connection is tried again."""

    connect: float = 10.0
    command: float = 5.0
    retries: int = 3


NO_CLUSTER = "cluster support disabled"
"""What a single server says to a command of Redis Cluster."""

Elsewhere = AskError | TryAgainError
"""What a server of a Redis Cluster says that has not carried out a command, as the key's slot is
not, or not wholly, its own. A `MovedError` among them names the server that has it."""


def redis_link(
    url: str, patience: RedisPatience, at: tuple[str, int] | None = None
) -> MultiplexedRedis:
    """A client for `redis://`, `rediss://` or `unix://` addresses. Does no I/O by itself. `at` is
    another host and port, where the rest of the address counts for many servers.

    Every command may be sent again after a lost connection or reply: scripts that change
    anything recognise their own repetition, and `sending` tells of it. Commands have no
    timeout of their own: await them in `answer`. (With one, redis-py sends through
    `asyncio.wait_for`, which loses cancellations before Python 3.12, those of a deadline
    included.)
    """
    retry = NotedRetry(ExponentialWithJitterBackoff(base=0.02, cap=0.5), patience.retries)
    where = {} if at is None else {"host": at[0], "port": at[1]}
    pool = BlockingConnectionPool(
        **(_address(url) | where),
        max_connections=CONNECTIONS,
        timeout=patience.command,
        socket_connect_timeout=patience.connect,
        socket_timeout=None,
        health_check_interval=30,
        retry=retry,
        protocol=2,
    )
    return MultiplexedRedis(pool)


async def answer(command: Awaitable[T], due: float) -> T:
    """What Redis answers until `due`, a time of the event loop. Raises `StoreUnavailable`."""
    with store_errors():
        async with asyncio.timeout_at(due):
            return await command


async def fresh(clock: StoreClock, redis: Redis, due: float) -> None:
    """See to it that the clock has heard of the server a short while ago, until `due`, a time of
    the event loop. Raises `StoreUnavailable`."""
    if not clock.is_fresh:
        clock.observe(*await answer(redis.time(), due))


@contextmanager
def store_errors() -> Iterator[None]:
    """Whatever goes wrong with Redis is what `store_error` says to everybody else."""
    try:
        yield
    except Exception as error:
        raise store_error(error) from elsewhere(error)


def store_error(error: Exception) -> StoreUnavailable:
    """What is raised to everybody else in place of what goes wrong with Redis: `StoreFull` where
    it has no memory left. It is in the log then. Its cause is to be what `elsewhere` says."""
    match error:
        case StoreUnavailable():
            return error
        case OutOfMemoryError():
            log.warning("redis is full", reason=_reason(error))
            return StoreFull()
        case ResponseError() if NO_CLUSTER in str(error):
            log.error("this redis is no cluster", advice="set REDIS_CLUSTER=false")
        case RedisError() | OSError() | TimeoutError():
            log.warning("redis failed", error=type(error).__name__, reason=_reason(error))
        case _:
            log.error("redis failed", exc_info=error)
    return StoreUnavailable()


def elsewhere(error: BaseException | None) -> Elsewhere | None:
    """This error, where it means that another server is to be asked."""
    return error if isinstance(error, Elsewhere) else None


def _reason(error: Exception) -> str:
    """What the error says. A server that knows no AUTH repeats its arguments."""
    return str(error).partition(", with args")[0][:200] or "no answer in time"


def _address(url: str) -> dict[str, Any]:
    """Where the server is and how to log in. Nothing else in an address counts: `protocol` or
    `decode_responses` would change what replies look like."""
    given = dict(parse_url(url))
    secure = url.startswith("rediss:")
    kept = {name for name in given if name in ADDRESS or (secure and name.startswith("ssl_"))}
    if ignored := given.keys() - kept:
        log.warning("ignored in the address of redis", options=sorted(ignored))
    return {name: given[name] for name in kept}
