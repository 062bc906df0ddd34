"""What every store of leases does, shown on each."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from fakeredis import FakeAsyncRedis, FakeServer

from adapters.redis_link import RedisPatience, redis_link
from application.ports import Leases
from tests.leased import PERIOD, LeasedStore, in_memory, in_redis
from tests.servers import address_of, real_servers

ABC = frozenset({"A", "B", "C"})


@pytest.fixture(params=["memory", "fakeredis", *real_servers()])
async def store(request: pytest.FixtureRequest) -> AsyncIterator[LeasedStore]:
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


@pytest.fixture
def leases(store: LeasedStore) -> Leases:
    return store.nodes[0]


@pytest.fixture
def other(store: LeasedStore) -> Leases:
    return store.nodes[1]


async def test_nobody_is_dead_at_first(leases: Leases) -> None:
    assert await leases.lapsed() == {}


async def test_a_node_that_holds_its_lease_is_not_dead(
    store: LeasedStore, leases: Leases, other: Leases
) -> None:
    await leases.acquire("one", ABC)
    for _ in range(3):
        await store.elapse(PERIOD * 0.7)
        assert await leases.renew("one")
        assert await other.lapsed() == {}


async def test_a_node_whose_lease_has_ended_is_declared_dead_with_its_rooms(
    store: LeasedStore, leases: Leases, other: Leases
) -> None:
    await leases.acquire("one", ABC)
    await other.acquire("two", {"D"})
    await store.elapse(PERIOD * 0.6)
    await other.renew("two")
    await store.elapse(PERIOD * 0.6)
    assert await other.lapsed() == {"one": ABC}


async def test_the_dead_are_told_until_their_last_room_is_struck(
    store: LeasedStore, leases: Leases, other: Leases
) -> None:
    await leases.acquire("one", ABC)
    await store.elapse(PERIOD)
    for left in (ABC, {"B", "C"}, {"C"}):
        assert await other.lapsed() == await leases.lapsed() == {"one": left}
        await other.strike("one", min(left))
    assert await other.lapsed() == {}
    assert await store.held() == 0


async def test_rooms_come_into_the_index_and_go_in_one_step_with_the_renewal(
    store: LeasedStore, leases: Leases, other: Leases
) -> None:
    await leases.acquire("one", {"A", "B"})
    await store.elapse(PERIOD * 0.6)
    assert await leases.renew("one", entered={"C"}, left={"A"})
    await store.elapse(PERIOD * 0.6)
    assert await other.lapsed() == {}
    await store.elapse(PERIOD * 0.6)
    assert await other.lapsed() == {"one": {"B", "C"}}


async def test_a_room_that_comes_in_twice_and_one_that_goes_twice_are_no_harm(
    store: LeasedStore, leases: Leases
) -> None:
    await leases.acquire("one", {"A"})
    for _ in range(2):
        assert await leases.renew("one", entered={"A", "B"}, left={"C", "D"})
    await store.elapse(PERIOD)
    assert await leases.lapsed() == {"one": {"A", "B"}}


async def test_a_lease_that_has_ended_may_be_renewed_before_anybody_notices(
    store: LeasedStore, leases: Leases, other: Leases
) -> None:
    await leases.acquire("one", ABC)
    await store.elapse(PERIOD * 5)
    assert await leases.renew("one")
    assert await other.lapsed() == {}


async def test_a_node_that_has_been_declared_dead_renews_no_more(
    store: LeasedStore, leases: Leases, other: Leases
) -> None:
    await leases.acquire("one", {"A"})
    await store.elapse(PERIOD)
    await other.lapsed()
    assert not await leases.renew("one", entered={"B"}, left={"A"})
    assert not await leases.acquire("one", {"B"})
    assert await other.lapsed() == {"one": {"A"}}


async def test_a_node_that_has_been_forgotten_renews_no_more(
    store: LeasedStore, leases: Leases, other: Leases
) -> None:
    await leases.acquire("one", {"A"})
    await store.elapse(PERIOD)
    await other.lapsed()
    await other.strike("one", "A")
    assert not await leases.renew("one", entered={"A"})
    await store.elapse(PERIOD)
    assert await other.lapsed() == {}


async def test_a_node_that_the_store_does_not_know_has_nothing_to_renew(leases: Leases) -> None:
    assert not await leases.renew("nobody", entered={"A"})
    assert await leases.lapsed() == {}


async def test_an_acquisition_that_is_repeated_counts_as_it_was_asked_last(
    store: LeasedStore, leases: Leases
) -> None:
    assert await leases.acquire("one", {"A", "B"})
    assert await leases.acquire("one", {"B", "C"})
    await store.elapse(PERIOD)
    assert await leases.lapsed() == {"one": {"B", "C"}}


async def test_a_dead_node_that_was_nowhere_is_forgotten_at_once(
    store: LeasedStore, leases: Leases
) -> None:
    await leases.acquire("one", ())
    await leases.acquire("two", {"A"})
    await leases.renew("two", left={"A"})
    assert await store.held() == 2
    await store.elapse(PERIOD)
    assert await leases.lapsed() == {}
    assert await store.held() == 0


async def test_striking_twice_or_what_is_not_there_changes_nothing(
    store: LeasedStore, leases: Leases
) -> None:
    await leases.acquire("one", {"A", "B"})
    await store.elapse(PERIOD)
    await leases.lapsed()
    for _ in range(2):
        await leases.strike("one", "A")
    await leases.strike("one", "Z")
    await leases.strike("nobody", "B")
    assert await leases.lapsed() == {"one": {"B"}}


async def test_nothing_is_struck_from_the_index_of_a_node_that_is_not_dead(
    store: LeasedStore, leases: Leases, other: Leases
) -> None:
    await leases.acquire("one", {"A"})
    await other.strike("one", "A")
    await store.elapse(PERIOD)
    assert await other.lapsed() == {"one": {"A"}}


async def test_of_two_who_declare_at_once_both_are_told(
    store: LeasedStore, leases: Leases, other: Leases
) -> None:
    await leases.acquire("one", ABC)
    await store.elapse(PERIOD)
    told = await asyncio.gather(*(node.lapsed() for node in (leases, other) * 5))
    assert told == [{"one": ABC}] * 10


async def test_a_node_that_renews_while_it_is_declared_is_dead_or_is_not(
    store: LeasedStore, leases: Leases, other: Leases
) -> None:
    for number in range(20):
        await leases.acquire(f"node {number}", {"A"})
        await store.elapse(PERIOD)
        turns = [leases.renew(f"node {number}"), other.lapsed()]
        renewed, told = await asyncio.gather(*(turns if number % 2 else reversed(turns)))
        if not number % 2:
            renewed, told = told, renewed
        assert (f"node {number}" in told) is not renewed


async def test_an_index_may_have_thousands_of_rooms(store: LeasedStore, leases: Leases) -> None:
    many = {f"ROOM{number}" for number in range(12_345)}
    await leases.acquire("one", many)
    await leases.acquire("two", ())
    await leases.renew("two", entered=many | {"LAST"})
    await leases.renew("two", left=many)
    await store.elapse(PERIOD)
    assert await leases.lapsed() == {"one": many, "two": {"LAST"}}
