"""Whoever sends a command knows whether Redis may have carried it out before."""

from collections.abc import Awaitable, Callable
from copy import deepcopy

import pytest
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import ResponseError, TimeoutError

from adapters.redis_repeats import NotedRetry, sending


def failing(*errors: Exception) -> Callable[[], Awaitable[str]]:
    """Fails with one after another of these, and then succeeds."""
    left = list(errors)

    async def command() -> str:
        if left:
            raise left.pop(0)
        return "done"

    return command


async def retried(command: Callable[[], Awaitable[str]], retries: int = 3) -> str:
    async def reconnect(_: Exception) -> None:
        """Nothing is to be done."""

    return await deepcopy(NotedRetry(NoBackoff(), retries)).call_with_retry(command, reconnect)


async def test_what_succeeds_at_once_is_not_repeated() -> None:
    with sending() as sent:
        assert await retried(failing()) == "done"
    assert not sent.is_repeated


@pytest.mark.parametrize("error", [RedisConnectionError(), TimeoutError()])
async def test_what_is_sent_again_is_repeated(error: Exception) -> None:
    with sending() as sent:
        assert await retried(failing(error)) == "done"
    assert sent.is_repeated


async def test_what_the_server_refuses_is_not_sent_again() -> None:
    with sending() as sent, pytest.raises(ResponseError):
        await retried(failing(ResponseError()))
    assert not sent.is_repeated


async def test_what_fails_too_often_is_raised() -> None:
    with sending(), pytest.raises(RedisConnectionError):
        await retried(failing(*[RedisConnectionError()] * 3), retries=2)


async def test_one_command_says_nothing_of_another() -> None:
    with sending() as outer:
        with sending() as inner:
            await retried(failing(RedisConnectionError()))
        await retried(failing())
    assert inner.is_repeated
    assert not outer.is_repeated


async def test_a_command_that_nobody_watches_is_sent_again_all_the_same() -> None:
    assert await retried(failing(RedisConnectionError())) == "done"
