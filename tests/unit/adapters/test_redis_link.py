"""What a client is made of, and what becomes of its failures."""

import asyncio

import pytest
from redis.asyncio import BlockingConnectionPool, SSLConnection, UnixDomainSocketConnection
from redis.exceptions import ResponseError
from structlog.testing import CapturingLogger

from adapters.redis_link import (
    RedisPatience,
    answer,
    redis_link,
    store_errors,
)
from application.errors import StoreUnavailable

SECRET = "not-to-be-told"


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> CapturingLogger:
    """What is logged."""
    logger = CapturingLogger()
    monkeypatch.setattr("adapters.redis_link.log", logger)
    return logger


def pool_of(url: str) -> BlockingConnectionPool:
    pool = redis_link(url, RedisPatience(connect=1, command=2, retries=5)).connection_pool
    assert isinstance(pool, BlockingConnectionPool)
    return pool


def test_every_wait_and_every_retry_is_bounded() -> None:
    pool = pool_of("redis://db")
    assert pool.timeout == 2
    assert pool.connection_kwargs["socket_connect_timeout"] == 1
    assert pool.connection_kwargs["retry"].get_retries() == 5


def test_rediss_is_tls_with_the_options_of_the_address() -> None:
    pool = pool_of("rediss://user:pass@db:6380/1?ssl_ca_certs=/ca.pem")
    assert pool.connection_class is SSLConnection
    assert pool.connection_kwargs["ssl_ca_certs"] == "/ca.pem"
    assert pool.connection_kwargs["username"] == "user"


def test_unix_is_a_socket_in_the_file_system() -> None:
    pool = pool_of("unix:///run/redis.sock")
    assert pool.connection_class is UnixDomainSocketConnection
    assert pool.connection_kwargs["path"] == "/run/redis.sock"
    pool.make_connection()  # type: ignore[no-untyped-call]


def test_options_that_would_change_replies_are_left_out_and_said_so(
    said: CapturingLogger,
) -> None:
    url = f"redis://:{SECRET}@db?decode_responses=true&protocol=3&ssl_ca_certs=/ca.pem"
    pool = pool_of(url)
    assert pool.connection_kwargs["protocol"] == 2
    assert "decode_responses" not in pool.connection_kwargs
    (call,) = said.calls
    assert call.kwargs == {"options": ["decode_responses", "protocol", "ssl_ca_certs"]}


def test_a_client_tells_nobody_its_password() -> None:
    url = f"redis://{SECRET}:{SECRET}@db"
    assert SECRET not in repr(redis_link(url, RedisPatience()))


@pytest.mark.parametrize(
    "error",
    [ResponseError("no"), ConnectionResetError(), TimeoutError(), RuntimeError("closed")],
)
def test_whatever_goes_wrong_is_one_error_without_a_past(
    error: Exception, said: CapturingLogger
) -> None:
    with pytest.raises(StoreUnavailable) as told, store_errors():
        raise error
    assert told.value.__cause__ is None
    assert told.value.__suppress_context__
    assert len(said.calls) == 1


def test_what_is_unavailable_already_is_not_logged_again(said: CapturingLogger) -> None:
    with pytest.raises(StoreUnavailable), store_errors():
        raise StoreUnavailable
    assert said.calls == []


def test_arguments_that_a_server_repeats_are_not_logged(said: CapturingLogger) -> None:
    with pytest.raises(StoreUnavailable), store_errors():
        raise ResponseError(f"unknown command 'AUTH', with args beginning with: '{SECRET}'")
    (call,) = said.calls
    assert call.kwargs == {"error": "ResponseError", "reason": "unknown command 'AUTH'"}


async def test_an_answer_is_waited_for_until_it_is_due() -> None:
    now = asyncio.get_running_loop().time()
    assert await answer(asyncio.sleep(0, "done"), now + 10) == "done"
    with pytest.raises(StoreUnavailable):
        await answer(asyncio.sleep(3600), now + 0.01)


async def test_the_one_who_asks_may_be_cancelled() -> None:
    loop = asyncio.get_running_loop()
    asking = asyncio.ensure_future(answer(asyncio.sleep(3600), loop.time() + 3600))
    await asyncio.sleep(0)
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking
