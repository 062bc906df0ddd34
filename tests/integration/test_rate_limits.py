"""What every store of rate limits does, shown on each."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from fakeredis import FakeAsyncRedis, FakeServer

from adapters.redis_link import RedisPatience, redis_link
from application.ports import Allowance, Budget, Spent
from tests.limited import Limited, LimitedStore, in_memory, in_redis
from tests.servers import address_of, real_servers

MINUTE = 60.0


@pytest.fixture(params=["memory", "fakeredis", *real_servers()])
async def store(request: pytest.FixtureRequest) -> AsyncIterator[LimitedStore]:
    if request.param == "memory":
        yield in_memory()
    elif request.param == "fakeredis":
        server = FakeServer()
        async with in_redis(lambda: FakeAsyncRedis(server=server)) as store:
            yield store
    else:
        url = address_of(request.param, request)
        async with in_redis(lambda: redis_link(url, RedisPatience())) as store:
            yield store


async def spent(limits: Limited, times: int, source: str = "ada") -> list[Allowance]:
    return [await limits.spend(source) for _ in range(times)]


def passed(allowances: list[Allowance]) -> list[bool]:
    return [allowance.retry_after is None for allowance in allowances]


async def test_requests_up_to_the_limit_pass_and_the_next_is_refused(store: LimitedStore) -> None:
    limits, _ = store.nodes(3, MINUTE)
    assert passed(await spent(limits, 4)) == [True, True, True, False]


async def test_every_answer_tells_the_budget_and_what_is_left_of_it(store: LimitedStore) -> None:
    limits, _ = store.nodes(3, MINUTE)
    told = await spent(limits, 4)
    assert {(allowance.limit, allowance.window) for allowance in told} == {(3, 60)}
    assert [allowance.remaining for allowance in told] == [2, 1, 0, 0]


async def test_the_first_request_counts_for_a_whole_window(store: LimitedStore) -> None:
    limits, _ = store.nodes(3, MINUTE)
    assert await limits.spend("ada") == Allowance(limit=3, window=60, remaining=2, reset=60)


async def test_a_window_that_is_no_whole_second_is_told_rounded_up(store: LimitedStore) -> None:
    limits, _ = store.nodes(1, 59.001)
    assert await limits.spend("ada") == Allowance(limit=1, window=60, remaining=0, reset=60)


async def test_a_refused_request_is_told_to_come_when_the_oldest_stops_counting(
    store: LimitedStore,
) -> None:
    limits, _ = store.nodes(2, MINUTE)
    await limits.spend("ada")
    await store.elapse(30)
    _, refused = await spent(limits, 2)
    assert refused.retry_after == refused.reset
    assert refused.reset in range(20, 31)


async def test_the_window_slides(store: LimitedStore) -> None:
    limits, _ = store.nodes(2, MINUTE)
    await limits.spend("ada")
    await store.elapse(40)
    await limits.spend("ada")
    await store.elapse(20)
    freed, refused = await spent(limits, 2)
    assert passed([freed, refused]) == [True, False]
    assert freed.reset in range(30, 41)
    assert refused.retry_after in range(30, 41)


async def test_a_refused_request_is_not_counted(store: LimitedStore) -> None:
    limits, _ = store.nodes(2, MINUTE)
    await spent(limits, 2)
    await store.elapse(40)
    assert passed(await spent(limits, 5)) == [False] * 5
    await store.elapse(20)
    assert passed(await spent(limits, 3)) == [True, True, False]


async def test_each_source_has_a_budget_of_its_own(store: LimitedStore) -> None:
    limits, _ = store.nodes(1, MINUTE)
    assert passed([await limits.spend(name) for name in ("ada", "ben", "ada")]) == [
        True,
        True,
        False,
    ]


@pytest.mark.parametrize(
    "source",
    ["", " ", "*", "a:b", "{ada}", "create:2001:db8::/64", "имя", "\x00\r\n", "x" * 500, "\ud800"],
)
async def test_a_source_may_have_any_name(store: LimitedStore, source: str) -> None:
    limits, other = store.nodes(1, MINUTE)
    await limits.spend("ada")
    assert passed([await limits.spend(source), await other.spend(source)]) == [True, False]


async def test_two_nodes_share_the_budget(store: LimitedStore) -> None:
    first, second = store.nodes(2, MINUTE)
    allowances = [await node.spend("ada") for node in (first, second, first, second)]
    assert passed(allowances) == [True, True, False, False]


async def test_of_fifty_requests_at_once_on_two_nodes_exactly_the_limit_pass(
    store: LimitedStore,
) -> None:
    nodes = store.nodes(20, MINUTE)
    allowances = await asyncio.gather(*(nodes[turn % 2].spend("ada") for turn in range(50)))
    assert passed(allowances).count(True) == 20
    left = sorted(allowance.remaining for allowance in allowances)
    assert left == [0] * 30 + [*range(20)]


async def test_sources_that_were_quiet_for_a_window_leave_nothing(store: LimitedStore) -> None:
    limits, _ = store.nodes(2, MINUTE)
    for source in ("ada", "ben", "cleo"):
        await spent(limits, 3, source)
    assert await store.held() == 3
    await store.elapse(MINUTE)
    await limits.spend("newcomer")
    assert await store.held() == 1


async def test_a_source_is_kept_for_a_window_after_its_last_request(store: LimitedStore) -> None:
    limits, _ = store.nodes(2, MINUTE)
    await limits.spend("ada")
    await store.elapse(50)
    await limits.spend("ada")
    await store.elapse(40)
    assert passed(await spent(limits, 2)) == [True, False]


@pytest.mark.parametrize(("limit", "window"), [(0, MINUTE), (-1, MINUTE), (1, 0), (1, -1)])
async def test_a_budget_of_nothing_is_refused(
    store: LimitedStore, limit: int, window: float
) -> None:
    with pytest.raises(ValueError, match="no budget"):
        store.nodes(limit, window)


OTHERS = Budget(2, timedelta(seconds=MINUTE), "others")
"""Of which something else depends."""


async def test_who_has_nothing_left_of_another_budget_is_refused_by_that_one(
    store: LimitedStore,
) -> None:
    budget, guard = Budget(5, timedelta(seconds=30)), Spent("ben", OTHERS)
    first = await store.first.spend("ada", budget, unless=guard)
    await store.first.spend("ben", OTHERS)
    second = await store.second.spend("ada", budget, unless=guard)
    await store.second.spend("ben", OTHERS)
    refused = await store.first.spend("ada", budget, unless=guard)
    assert passed([first, second, refused]) == [True, True, False]
    assert [(told.budget, told.limit, told.window) for told in (second, refused)] == [
        ("default", 5, 30),
        ("others", 2, 60),
    ]
    assert refused.remaining == 0
    assert refused.retry_after == refused.reset
    assert refused.reset in range(50, 61)


async def test_a_budget_that_is_only_looked_at_is_not_spent(store: LimitedStore) -> None:
    guard = Spent("ben", OTHERS)
    for _ in range(5):
        await store.first.spend("ada", Budget(9, timedelta(seconds=MINUTE)), unless=guard)
    assert (await store.first.spend("ben", OTHERS)).remaining == 1
    assert await store.held() == 2


async def test_what_another_budget_refuses_is_not_counted(store: LimitedStore) -> None:
    budget, guard = Budget(9, timedelta(seconds=MINUTE)), Spent("ben", OTHERS)
    for _ in range(2):
        await store.first.spend("ben", OTHERS)
    for _ in range(3):
        await store.first.spend("ada", budget, unless=guard)
    assert (await store.first.spend("ada", budget)).remaining == 8


async def test_another_budget_refuses_until_its_oldest_request_stops_counting(
    store: LimitedStore,
) -> None:
    budget, guard = Budget(9, timedelta(seconds=MINUTE)), Spent("ben", OTHERS)
    await store.first.spend("ben", OTHERS)
    await store.elapse(40)
    await store.first.spend("ben", OTHERS)
    refused = await store.first.spend("ada", budget, unless=guard)
    assert refused.retry_after in range(10, 21)
    await store.elapse(20)
    assert passed([await store.first.spend("ada", budget, unless=guard)]) == [True]
