"""What can go wrong with PostgreSQL, and what everybody else hears of it."""

from collections.abc import Iterator
from contextlib import contextmanager

import asyncpg
import structlog

from adapters.postgres_room_functions import LATE
from adapters.room_steps import Late
from application.errors import StoreFull, StoreUnavailable

log = structlog.stdlib.get_logger(__name__)

LOST = (
    asyncpg.PostgresConnectionError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    OSError,
)
"""The connection was lost, and with it perhaps the answer to what was asked. (asyncpg speaks of an
internal error where the server has said goodbye on a connection that was at rest.)"""

AWAY = (
    asyncpg.CannotConnectNowError,
    asyncpg.TooManyConnectionsError,
    asyncpg.DeadlockDetectedError,
    asyncpg.SerializationError,
)
"""It may be another story in a moment."""

GONE = (
    asyncpg.UndefinedTableError,
    asyncpg.UndefinedFunctionError,
    asyncpg.InvalidSchemaNameError,
)
"""The tables are not there (any more): somebody has put an empty database in the place of ours."""


def is_lost(error: Exception) -> bool:
    """Whether what was asked may have been done, though there is no answer. (The library calls
    an argument that can't be sent an error of the interface as well.)"""
    return isinstance(error, LOST) and not isinstance(error, ValueError)


def is_away(error: Exception) -> bool:
    """Whether it is worth asking again."""
    return is_lost(error) or isinstance(error, AWAY)


@contextmanager
def store_errors() -> Iterator[None]:
    """Whatever goes wrong with PostgreSQL is `StoreUnavailable` to everybody else; `StoreFull`
    where it has no disk left. `Late` passes: nothing went wrong."""
    try:
        yield
    except (Late, StoreUnavailable):
        raise
    except asyncpg.DiskFullError as error:
        log.warning("postgres is full", reason=_reason(error))
        raise StoreFull from None
    except (asyncpg.PostgresError, *LOST) as error:
        if getattr(error, "sqlstate", None) == LATE:
            raise Late from None
        log.warning("postgres failed", error=type(error).__name__, reason=_reason(error))
    except Exception:
        log.exception("postgres failed")
    else:
        return
    raise StoreUnavailable from None


def _reason(error: Exception) -> str:
    return str(error)[:200] or "no answer in time"
