"""What `RateLimits` promises, in a form that runs against any store."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta

from application.contract.promises import same
from application.ports import Allowance, Budget, RateLimits, Spent

MINUTE = 60.0
ODD_NAMES = ("", " ", "*", "a:b", "{ada}", "create:2001:db8::/64", "имя", "\x00\r\n", "x" * 500)
OTHERS = Budget(2, timedelta(seconds=MINUTE), "others")
"""Of which something else depends."""


@dataclass(frozen=True, slots=True)
class RateLimitsUnderTest:
    """The rate limits of two nodes that share one store, and nothing else; or the same twice.

    Nothing is counted at first. `elapse(seconds)` lets time go by without waiting: it puts the
    clock of the store forward, or makes everything held older. `held()` counts the pairs of a
    source and a budget of which something is kept.
    """

    first: RateLimits
    second: RateLimits
    elapse: Callable[[float], Awaitable[None]]
    held: Callable[[], Awaitable[int]]


def a_minute(limit: int, name: str = "default") -> Budget:
    """So many requests a minute."""
    return Budget(limit, timedelta(seconds=MINUTE), name)


async def spent(
    limits: RateLimits, times: int, budget: Budget, source: str = "ada"
) -> list[Allowance]:
    """The answers to so many requests, one after another."""
    return [await limits.spend(source, budget) for _ in range(times)]


def passed(allowances: Iterable[Allowance]) -> list[bool]:
    """Which of the requests were not refused."""
    return [allowance.retry_after is None for allowance in allowances]


def within(seconds: int | None, least: int, most: int, what: str) -> None:
    """A time that is told, with slack for what a test takes by itself."""
    assert seconds is not None, f"{what}: no time was told"
    assert least <= seconds <= most, f"{what}: {seconds} s, and {least} to {most} s were promised"


class RateLimitsContract:
    """Everything that `RateLimits` promises, as tests. Each takes one `RateLimitsUnderTest`."""

    async def test_requests_up_to_the_limit_pass_and_the_next_is_refused(
        self, limited: RateLimitsUnderTest
    ) -> None:
        told = await spent(limited.first, 4, a_minute(3))
        same(passed(told), [True, True, True, False], "which of 4 requests passed a limit of 3")
        sizes = {(allowance.limit, allowance.window) for allowance in told}
        same(sizes, {(3, 60)}, "the budget that was told")
        left = [allowance.remaining for allowance in told]
        same(left, [2, 1, 0, 0], "what was left, as each request was told")

    async def test_the_first_request_counts_for_a_whole_window(
        self, limited: RateLimitsUnderTest
    ) -> None:
        told = await limited.first.spend("ada", a_minute(3))
        same(told, Allowance(limit=3, window=60, remaining=2, reset=60), "the first answer")

    async def test_a_window_that_is_no_whole_second_is_told_rounded_up(
        self, limited: RateLimitsUnderTest
    ) -> None:
        told = await limited.first.spend("ada", Budget(1, timedelta(seconds=59.001)))
        same(told, Allowance(limit=1, window=60, remaining=0, reset=60), "a window of 59.001 s")

    async def test_a_refused_request_is_told_to_come_when_the_oldest_stops_counting(
        self, limited: RateLimitsUnderTest
    ) -> None:
        await limited.first.spend("ada", a_minute(2))
        await limited.elapse(30)
        _, refused = await spent(limited.first, 2, a_minute(2))
        same(refused.retry_after, refused.reset, "when to come again")
        within(refused.reset, 20, 30, "until a request of half a minute ago stops counting")

    async def test_the_window_slides(self, limited: RateLimitsUnderTest) -> None:
        await limited.first.spend("ada", a_minute(2))
        await limited.elapse(40)
        await limited.first.spend("ada", a_minute(2))
        await limited.elapse(20)
        freed, refused = await spent(limited.first, 2, a_minute(2))
        same(passed([freed, refused]), [True, False], "which passed when one of two had slid out")
        within(freed.reset, 30, 40, "until the other slides out")
        within(refused.retry_after, 30, 40, "when to come again")

    async def test_a_refused_request_is_not_counted(self, limited: RateLimitsUnderTest) -> None:
        await spent(limited.first, 2, a_minute(2))
        await limited.elapse(40)
        refused = await spent(limited.first, 5, a_minute(2))
        same(passed(refused), [False] * 5, "which passed when nothing was left")
        await limited.elapse(20)
        told = await spent(limited.first, 3, a_minute(2))
        same(passed(told), [True, True, False], "which passed after a window of refusals")

    async def test_each_source_has_a_budget_of_its_own(self, limited: RateLimitsUnderTest) -> None:
        told = [await limited.first.spend(name, a_minute(1)) for name in ("ada", "ben", "ada")]
        same(passed(told), [True, True, False], "which of ada, ben and ada passed a limit of 1")

    async def test_a_source_may_have_any_name(self, limited: RateLimitsUnderTest) -> None:
        for name in (*ODD_NAMES, "\ud800"):
            told = [await limited.first.spend(name, a_minute(1))]
            told.append(await limited.second.spend(name, a_minute(1)))
            same(passed(told), [True, False], f"which of two of {name[:40]!r} passed a limit of 1")

    async def test_two_nodes_share_the_budget(self, limited: RateLimitsUnderTest) -> None:
        nodes = (limited.first, limited.second) * 2
        told = [await node.spend("ada", a_minute(2)) for node in nodes]
        same(passed(told), [True, True, False, False], "which passed on two nodes in turn")

    async def test_of_fifty_requests_at_once_on_two_nodes_exactly_the_limit_pass(
        self, limited: RateLimitsUnderTest
    ) -> None:
        nodes = (limited.first, limited.second) * 25
        told = await asyncio.gather(*(node.spend("ada", a_minute(20)) for node in nodes))
        same(passed(told).count(True), 20, "how many of 50 at once passed a limit of 20")
        left = sorted(allowance.remaining for allowance in told)
        same(left, [0] * 30 + [*range(20)], "what was left, as each of 50 was told")

    async def test_sources_that_were_quiet_for_a_window_leave_nothing(
        self, limited: RateLimitsUnderTest
    ) -> None:
        for source in ("ada", "ben", "cleo"):
            await spent(limited.first, 3, a_minute(2), source)
        same(await limited.held(), 3, "sources of which something is kept")
        await limited.elapse(MINUTE)
        await limited.first.spend("newcomer", a_minute(2))
        same(await limited.held(), 1, "sources of which something is kept, but for the newcomer")

    async def test_a_source_is_kept_for_a_window_after_its_last_request(
        self, limited: RateLimitsUnderTest
    ) -> None:
        await limited.first.spend("ada", a_minute(2))
        await limited.elapse(50)
        await limited.first.spend("ada", a_minute(2))
        await limited.elapse(40)
        told = await spent(limited.first, 2, a_minute(2))
        same(passed(told), [True, False], "which passed beside one that still counts")

    async def test_who_has_nothing_left_of_another_budget_is_refused_by_that_one(
        self, limited: RateLimitsUnderTest
    ) -> None:
        budget, guard = Budget(5, timedelta(seconds=30)), Spent("ben", OTHERS)
        first = await limited.first.spend("ada", budget, unless=guard)
        await limited.first.spend("ben", OTHERS)
        second = await limited.second.spend("ada", budget, unless=guard)
        await limited.second.spend("ben", OTHERS)
        refused = await limited.first.spend("ada", budget, unless=guard)
        same(passed([first, second, refused]), [True, True, False], "which passed the guard")
        about = [(told.budget, told.limit, told.window) for told in (second, refused)]
        same(about, [("default", 5, 30), ("others", 2, 60)], "the budget that decided")
        same(refused.remaining, 0, "what is left of the budget that refused")
        same(refused.retry_after, refused.reset, "when to come again")
        within(refused.reset, 50, 60, "until the other budget frees a place")

    async def test_a_budget_that_is_only_looked_at_is_not_spent(
        self, limited: RateLimitsUnderTest
    ) -> None:
        for _ in range(5):
            await limited.first.spend("ada", a_minute(9), unless=Spent("ben", OTHERS))
        told = await limited.first.spend("ben", OTHERS)
        same(told.remaining, 1, "what is left of a budget that was looked at and spent once")
        same(await limited.held(), 2, "sources of which something is kept")

    async def test_what_another_budget_refuses_is_not_counted(
        self, limited: RateLimitsUnderTest
    ) -> None:
        await spent(limited.first, 2, OTHERS, "ben")
        for _ in range(3):
            await limited.first.spend("ada", a_minute(9), unless=Spent("ben", OTHERS))
        told = await limited.first.spend("ada", a_minute(9))
        same(told.remaining, 8, "what is left after three refusals by another budget, and one")

    async def test_another_budget_refuses_until_its_oldest_request_stops_counting(
        self, limited: RateLimitsUnderTest
    ) -> None:
        guard = Spent("ben", OTHERS)
        await limited.first.spend("ben", OTHERS)
        await limited.elapse(40)
        await limited.first.spend("ben", OTHERS)
        refused = await limited.first.spend("ada", a_minute(9), unless=guard)
        within(refused.retry_after, 10, 20, "until the other budget's oldest stops counting")
        await limited.elapse(20)
        told = await limited.first.spend("ada", a_minute(9), unless=guard)
        same(passed([told]), [True], "who asks when the other budget has a place again")
