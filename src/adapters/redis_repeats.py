"""Whether redis-py sent a command more than once.

It sends a command again after a lost connection and doesn't say so: what a script then finds
may be its own doing, or what others made of it.
"""

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, TypeVar

from redis.asyncio.retry import Retry

T = TypeVar("T")


@dataclass(slots=True)
class Sending:
    """A command on its way. `is_repeated` when Redis may have carried it out before."""

    is_repeated: bool = False


_sending: ContextVar[Sending | None] = ContextVar("sending", default=None)


@contextmanager
def sending() -> Iterator[Sending]:
    """Watches the command that is awaited inside."""
    sent = Sending()
    token = _sending.set(sent)
    try:
        yield sent
    finally:
        _sending.reset(token)


class NotedRetry(Retry):
    """Tries again, and tells `sending` so. A connection that could not be made counts as
    well: that is rare, and errs on the safe side."""

    async def call_with_retry(
        self,
        do: Callable[[], Awaitable[T]],
        fail: Callable[..., Any],
        is_retryable: Callable[[Exception], bool] | None = None,
        with_failure_count: bool = False,
    ) -> T:
        async def noted(*failure: Any) -> None:
            if sent := _sending.get():
                sent.is_repeated = True
            await fail(*failure)

        return await super().call_with_retry(do, noted, is_retryable, with_failure_count)
