"""Refusals are counted by the limit that was passed, and by nothing that clients make up."""

from datetime import timedelta

import pytest
from prometheus_client import CollectorRegistry

from adapters.memory_rate_limits import MemoryRateLimits
from application.ports import Budget, Spent
from entrypoints.http.throttle import MISSES, REQUESTS, ROOMS
from entrypoints.settings import Settings
from entrypoints.throttled import BUDGETS, CountedRateLimits, Limit, Throttled
from entrypoints.told import budgets, entries
from tests.fakes import FakeClock
from tests.scrapes import scrape_in

THROTTLED = "greenroom_throttled_total"


def test_every_limit_is_there_before_anybody_has_passed_it() -> None:
    registry = CollectorRegistry()
    Throttled(registry)
    told = {dict(labels).get("limit") for _, labels in scrape_in(registry).series()}
    assert told == {"requests", "rooms", "misses", "connect", "commands", "connections"}


def test_a_refusal_is_counted_under_its_limit() -> None:
    registry = CollectorRegistry()
    throttled = Throttled(registry)
    throttled.count(Limit.COMMANDS)
    throttled.count(Limit.COMMANDS)
    throttled.count(Limit.CONNECTIONS)
    assert scrape_in(registry).values(THROTTLED, "limit") == {"commands": 2, "connections": 1}


def test_every_budget_that_there_is_has_its_limit() -> None:
    of_http = budgets(Settings())
    there = (of_http.requests, of_http.rooms, of_http.misses, entries(Settings()))
    assert {budget.name for budget in (*there, REQUESTS, ROOMS, MISSES)} == BUDGETS.keys()


@pytest.mark.parametrize(("name", "limit"), BUDGETS.items())
async def test_what_a_budget_refuses_is_counted_and_nothing_else(name: str, limit: Limit) -> None:
    registry = CollectorRegistry()
    limits = CountedRateLimits(MemoryRateLimits(FakeClock()), Throttled(registry))
    budget = Budget(2, timedelta(minutes=1), name)
    answers = [await limits.spend("someone", budget) for _ in range(5)]
    assert [answer.retry_after is None for answer in answers] == [True, True, False, False, False]
    assert scrape_in(registry).values(THROTTLED, "limit") == {limit: 3}


async def test_a_request_that_another_budget_refuses_is_counted_under_that_one() -> None:
    registry = CollectorRegistry()
    limits = CountedRateLimits(MemoryRateLimits(FakeClock()), Throttled(registry))
    misses = Budget(1, timedelta(minutes=1), "misses")
    await limits.spend("miss:someone", misses)
    answer = await limits.spend("someone", REQUESTS, unless=Spent("miss:someone", misses))
    assert answer.retry_after
    assert scrape_in(registry).values(THROTTLED, "limit") == {"misses": 1}
