"""Many callers share a connection, and each has an answer, a deadline and a fate of its own."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from redis.asyncio import Redis
from redis.exceptions import ConnectionError as ConnectionLost
from redis.exceptions import ResponseError

from adapters.redis_link import RedisPatience, redis_link
from adapters.redis_multiplexed import MultiplexedRedis
from adapters.redis_repeats import sending
from adapters.redis_shared_connection import CONNECTING, SILENCE
from tests.catches import What, having
from tests.gate import Gate

LONG = 20.0
"""Seconds in which everything happens that is to happen."""

EVERY_ECHO = having(b"ECHO")


@pytest.fixture
async def client(gate: Gate) -> AsyncIterator[MultiplexedRedis]:
    """A client behind the gate."""
    client = redis_link(gate.url, RedisPatience())
    yield client
    await client.aclose()


def in_seconds(seconds: float) -> float:
    return asyncio.get_running_loop().time() + seconds


def asked(client: MultiplexedRedis, *command: str, within: float = LONG) -> asyncio.Task[object]:
    return asyncio.create_task(client.ask(command, in_seconds(within)))


def echoed(
    client: MultiplexedRedis, *words: str, within: float = LONG
) -> list[asyncio.Task[object]]:
    """Asked for at once, in this order."""
    return [asked(client, "ECHO", word, within=within) for word in words]


async def outcomes(asking: list[asyncio.Task[object]]) -> list[object]:
    async with asyncio.timeout(LONG):
        return list(await asyncio.gather(*asking, return_exceptions=True))


async def reads(redis: Redis) -> int:
    """How often the server has read something from a client."""
    return int((await redis.info("stats"))["total_reads_processed"])


async def counted(client: MultiplexedRedis, key: str) -> bool:
    """Adds one to a key. Whether it may have been added before."""
    with sending() as sent:
        await client.ask(("INCR", key), in_seconds(LONG))
    return sent.is_repeated


async def test_what_is_asked_in_one_turn_is_one_write_and_each_gets_its_own_answer(
    redis_url: str, redis: Redis
) -> None:
    client = redis_link(redis_url, RedisPatience())
    await outcomes(echoed(client, "connected"))
    before = await reads(redis)
    words = [str(number) for number in range(100)]
    assert await outcomes(echoed(client, *words)) == [word.encode() for word in words]
    assert await reads(redis) - before == 2  # the other one is this question
    await client.aclose()


async def test_each_in_a_batch_has_a_deadline_of_its_own(
    gate: Gate, client: MultiplexedRedis
) -> None:
    held = gate.hold(What.REPLY, EVERY_ECHO)
    hurried = [asked(client, "ECHO", "hurried", within=0.05 * turn) for turn in (3, 1, 2)]
    patient = echoed(client, "patient")
    assert [type(outcome) for outcome in await outcomes(hurried)] == [TimeoutError] * 3
    assert not patient[0].done()
    held.release()
    assert await outcomes(patient) == [b"patient"]


async def test_one_whose_time_is_up_already_is_not_sent(
    gate: Gate, client: MultiplexedRedis
) -> None:
    sent = gate.watch(What.COMMAND, EVERY_ECHO)
    late = asked(client, "ECHO", "late", within=-1)
    assert [type(outcome) for outcome in await outcomes([late])] == [TimeoutError]
    assert await outcomes(echoed(client, "in time")) == [b"in time"]
    assert len(sent.caught) == 1


async def test_those_who_are_cancelled_shift_nobody_elses_answers(
    gate: Gate, client: MultiplexedRedis
) -> None:
    held = gate.hold(What.REPLY, EVERY_ECHO)
    words = [str(number) for number in range(40)]
    asking = echoed(client, *words)
    await held.happened()
    for one in asking[::3]:
        one.cancel()
    held.release()
    found = await outcomes(asking)
    assert [type(outcome) for outcome in found[::3]] == [asyncio.CancelledError] * 14
    assert found[1::3] == [word.encode() for word in words[1::3]]
    assert found[2::3] == [word.encode() for word in words[2::3]]


async def test_one_who_is_cancelled_before_the_batch_goes_out_is_not_in_it(
    gate: Gate, client: MultiplexedRedis
) -> None:
    await outcomes(echoed(client, "connected"))
    sent = gate.watch(What.COMMAND, EVERY_ECHO)
    loop = asyncio.get_running_loop()
    asking = echoed(client, "kept", "dropped")
    loop.call_soon(asking[1].cancel)  # both have asked by then, and nothing was sent
    assert [type(outcome) for outcome in await outcomes(asking)] == [bytes, asyncio.CancelledError]
    assert len(sent.caught) == 1


async def test_what_the_server_refuses_is_refused_to_one_alone(client: MultiplexedRedis) -> None:
    asking = [
        *echoed(client, "before"),
        asked(client, "NO-SUCH-COMMAND"),
        asked(client, "ECHO", "not to be encoded: \ud800"),
        *echoed(client, "after"),
    ]
    before, refused, unsent, after = await outcomes(asking)
    assert (before, after) == (b"before", b"after")
    assert isinstance(refused, ResponseError)
    assert isinstance(unsent, UnicodeEncodeError)


async def test_a_cut_in_the_middle_of_the_answers_repeats_those_that_have_none_and_tells_them(
    gate: Gate, client: MultiplexedRedis, redis: Redis
) -> None:
    await outcomes(echoed(client, "connected"))
    gate.cut_at(What.REPLY, having(b"key-20\r\n"))
    keys = [f"key-{number}" for number in range(40)]
    repeated = await asyncio.gather(*(counted(client, key) for key in keys))
    assert repeated == [False] * 20 + [True] * 20
    assert await redis.mget(keys) == [b"1"] * 20 + [b"2"] * 20


async def test_a_connection_that_ended_while_nobody_asked_makes_nothing_a_repetition(
    gate: Gate, client: MultiplexedRedis
) -> None:
    assert not await counted(client, "key")
    await gate.cut()
    await asyncio.sleep(0.1)  # it hears of it
    assert not await counted(client, "key")


async def test_one_whose_connections_are_cut_again_and_again_is_told(
    gate: Gate, client: MultiplexedRedis
) -> None:
    lost = gate.cut_at(What.REPLY, EVERY_ECHO, times=4)
    (outcome,) = await outcomes(echoed(client, "one"))
    assert isinstance(outcome, ConnectionLost)
    assert len(lost.caught) == 4
    assert await outcomes(echoed(client, "two")) == [b"two"]


async def test_behind_one_that_is_silent_nobody_else_has_to_wait(
    gate: Gate, client: MultiplexedRedis
) -> None:
    held = gate.hold(What.REPLY, EVERY_ECHO)
    first = echoed(client, "first")
    await held.happened()
    await asyncio.sleep(2 * SILENCE)
    assert await outcomes(echoed(client, "second")) == [b"second"]
    assert gate.links == 2
    held.release()
    assert await outcomes(first) == [b"first"]
    async with asyncio.timeout(LONG):
        while gate.links > 1:  # the one that was silent serves nobody any more
            await asyncio.sleep(0.01)
    assert await outcomes(echoed(client, "third")) == [b"third"]


async def test_one_that_is_silent_is_closed_when_those_who_wait_on_it_have_given_up(
    gate: Gate, client: MultiplexedRedis
) -> None:
    held = gate.hold(What.REPLY, EVERY_ECHO)
    first = echoed(client, "first", within=3 * SILENCE)
    await held.happened()
    await asyncio.sleep(2 * SILENCE)
    assert await outcomes(echoed(client, "second")) == [b"second"]
    assert [type(outcome) for outcome in await outcomes(first)] == [TimeoutError]
    held.release()
    async with asyncio.timeout(LONG):
        while gate.links > 1:
            await asyncio.sleep(0.01)


async def test_an_attempt_to_connect_that_hangs_is_given_up_and_another_one_made(
    gate: Gate, client: MultiplexedRedis
) -> None:
    gate.hold(What.COMMAND, having(b"SETINFO"))
    began = in_seconds(0)
    assert await outcomes(echoed(client, "hello")) == [b"hello"]
    assert in_seconds(0) - began > CONNECTING - 1


async def test_when_the_client_is_closed_those_who_wait_are_told_and_no_connection_is_left(
    gate: Gate, client: MultiplexedRedis
) -> None:
    held = gate.hold(What.REPLY, EVERY_ECHO)
    asking = echoed(client, "first")
    await held.happened()
    await client.aclose()
    held.release()
    asking += echoed(client, "second")
    assert [type(outcome) for outcome in await outcomes(asking)] == [ConnectionLost] * 2
    async with asyncio.timeout(LONG):
        while gate.links:
            await asyncio.sleep(0.01)
