"""The connection to Redis, with every wait and every retry bounded."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import structlog
from redis.asyncio import BlockingConnectionPool, Redis
from redis.asyncio.retry import Retry
from redis.backoff import ExponentialWithJitterBackoff
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import RedisError
from redis.exceptions import TimeoutError as RedisTimeoutError

from application.errors import StoreUnavailable

log = structlog.stdlib.get_logger(__name__)

CONNECTIONS = 32
"""Connections at most. One is enough for thousands of commands a second; more serve rooms
side by side while the server is slow."""


@dataclass(frozen=True, slots=True)
class RedisPatience:
    """How long Redis is waited for, in seconds, and how often a connection is tried again."""

    connect: float = 10.0
    command: float = 5.0
    retries: int = 3


def redis_link(url: str, patience: RedisPatience) -> Redis:
    """A client for `redis://`, `rediss://` or `unix://` addresses. Does no I/O by itself.

    Every command may be sent again after a lost connection or reply: scripts that change
    anything recognise their own repetition.
    """
    retry = Retry(
        ExponentialWithJitterBackoff(base=0.02, cap=0.5),
        patience.retries,
        supported_errors=(RedisConnectionError, RedisTimeoutError),
    )
    pool = BlockingConnectionPool.from_url(
        url,
        max_connections=CONNECTIONS,
        timeout=patience.command,
        socket_connect_timeout=patience.connect,
        socket_timeout=patience.command,
        health_check_interval=30,
        retry=retry,
        protocol=2,
        **({} if url.startswith("unix:") else {"socket_keepalive": True}),
    )
    return Redis.from_pool(pool)


@contextmanager
def store_errors() -> Iterator[None]:
    """Whatever goes wrong with Redis is `StoreUnavailable` to everybody else."""
    try:
        yield
    except (RedisError, OSError, TimeoutError) as error:
        log.warning("redis failed", error=type(error).__name__, reason=str(error)[:200])
        raise StoreUnavailable from error
