"""What `Leases` promises, in a form that runs against any store."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from application.contract.promises import same
from application.ports import Leases

ABC = frozenset({"A", "B", "C"})


@dataclass(frozen=True, slots=True)
class LeasesUnderTest:
    """The leases of two nodes that share one store, and nothing else; or the same ones twice.

    Nothing is kept at first. `period` is that of the leases in seconds, longer than any test
    takes. `elapse(seconds)` lets time go by without waiting: it puts the clock of the store
    forward, or makes everything held older. `held()` counts the nodes of which something is
    kept.
    """

    first: Leases
    second: Leases
    period: float
    elapse: Callable[[float], Awaitable[None]]
    held: Callable[[], Awaitable[int]]


class LeasesContract:
    """Everything that `Leases` promises, as tests. Each takes one `LeasesUnderTest`."""

    async def test_nobody_is_dead_at_first(self, leased: LeasesUnderTest) -> None:
        same(await leased.first.lapsed(), {}, "the dead of a store that knows nobody")

    async def test_a_node_that_holds_its_lease_is_not_dead(self, leased: LeasesUnderTest) -> None:
        await leased.first.acquire("one", ABC)
        for _ in range(3):
            await leased.elapse(leased.period * 0.7)
            same(await leased.first.renew("one"), True, "a renewal in time")
            same(await leased.second.lapsed(), {}, "the dead, when all renew in time")

    async def test_a_node_whose_lease_has_ended_is_declared_dead_with_its_rooms(
        self, leased: LeasesUnderTest
    ) -> None:
        await leased.first.acquire("one", ABC)
        await leased.second.acquire("two", {"D"})
        await leased.elapse(leased.period * 0.6)
        await leased.second.renew("two")
        await leased.elapse(leased.period * 0.6)
        same(await leased.second.lapsed(), {"one": ABC}, "the dead, when one of two has lapsed")

    async def test_the_dead_are_told_until_their_last_room_is_struck(
        self, leased: LeasesUnderTest
    ) -> None:
        await leased.first.acquire("one", ABC)
        await leased.elapse(leased.period)
        for left in (ABC, {"B", "C"}, {"C"}):
            for node in (leased.first, leased.second):
                same(await node.lapsed(), {"one": left}, "the dead, and what is left of them")
            await leased.second.strike("one", min(left))
        same(await leased.second.lapsed(), {}, "the dead, when all is struck")
        same(await leased.held(), 0, "nodes of which something is kept, when all is struck")

    async def test_rooms_come_into_the_index_and_go_in_one_step_with_the_renewal(
        self, leased: LeasesUnderTest
    ) -> None:
        await leased.first.acquire("one", {"A", "B"})
        await leased.elapse(leased.period * 0.6)
        same(await leased.first.renew("one", entered={"C"}, left={"A"}), True, "a renewal in time")
        await leased.elapse(leased.period * 0.6)
        same(await leased.second.lapsed(), {}, "the dead, after a renewal with rooms")
        await leased.elapse(leased.period * 0.6)
        same(await leased.second.lapsed(), {"one": {"B", "C"}}, "the rooms after a renewal")

    async def test_a_room_that_comes_in_twice_and_one_that_goes_twice_are_no_harm(
        self, leased: LeasesUnderTest
    ) -> None:
        await leased.first.acquire("one", {"A"})
        for _ in range(2):
            renewed = await leased.first.renew("one", entered={"A", "B"}, left={"C", "D"})
            same(renewed, True, "a renewal with rooms that are known")
        await leased.elapse(leased.period)
        same(await leased.first.lapsed(), {"one": {"A", "B"}}, "rooms that were named twice")

    async def test_a_lease_that_has_ended_may_be_renewed_before_anybody_notices(
        self, leased: LeasesUnderTest
    ) -> None:
        await leased.first.acquire("one", ABC)
        await leased.elapse(leased.period * 5)
        same(await leased.first.renew("one"), True, "a late renewal of one not declared dead")
        same(await leased.second.lapsed(), {}, "the dead, after a late renewal")

    async def test_a_node_that_has_been_declared_dead_renews_no_more(
        self, leased: LeasesUnderTest
    ) -> None:
        await leased.first.acquire("one", {"A"})
        await leased.elapse(leased.period)
        await leased.second.lapsed()
        renewed = await leased.first.renew("one", entered={"B"}, left={"A"})
        same(renewed, False, "the renewal of one declared dead")
        same(await leased.first.acquire("one", {"B"}), False, "its acquisition of the same id")
        same(await leased.second.lapsed(), {"one": {"A"}}, "its rooms, which it can't change")

    async def test_a_node_that_has_been_forgotten_renews_no_more(
        self, leased: LeasesUnderTest
    ) -> None:
        await leased.first.acquire("one", {"A"})
        await leased.elapse(leased.period)
        await leased.second.lapsed()
        await leased.second.strike("one", "A")
        same(await leased.first.renew("one", entered={"A"}), False, "the renewal of one forgotten")
        await leased.elapse(leased.period)
        same(await leased.second.lapsed(), {}, "the dead, when the only one is forgotten")

    async def test_a_node_that_the_store_does_not_know_has_nothing_to_renew(
        self, leased: LeasesUnderTest
    ) -> None:
        same(await leased.first.renew("nobody", entered={"A"}), False, "the renewal of a stranger")
        same(await leased.first.lapsed(), {}, "the dead, after the renewal of a stranger")

    async def test_an_acquisition_that_is_repeated_counts_as_it_was_asked_last(
        self, leased: LeasesUnderTest
    ) -> None:
        for rooms in ({"A", "B"}, {"B", "C"}):
            same(await leased.first.acquire("one", rooms), True, "an acquisition, and the next")
        await leased.elapse(leased.period)
        same(await leased.first.lapsed(), {"one": {"B", "C"}}, "rooms of the last acquisition")

    async def test_a_dead_node_that_was_nowhere_is_forgotten_at_once(
        self, leased: LeasesUnderTest
    ) -> None:
        await leased.first.acquire("one", ())
        await leased.first.acquire("two", {"A"})
        await leased.first.renew("two", left={"A"})
        same(await leased.held(), 2, "nodes of which something is kept")
        await leased.elapse(leased.period)
        same(await leased.first.lapsed(), {}, "the dead that have rooms left")
        same(await leased.held(), 0, "nodes of which something is kept, when none has a room")

    async def test_striking_twice_or_what_is_not_there_changes_nothing(
        self, leased: LeasesUnderTest
    ) -> None:
        await leased.first.acquire("one", {"A", "B"})
        await leased.elapse(leased.period)
        await leased.first.lapsed()
        for _ in range(2):
            await leased.first.strike("one", "A")
        await leased.first.strike("one", "Z")
        await leased.first.strike("nobody", "B")
        same(await leased.first.lapsed(), {"one": {"B"}}, "what is left of the dead")

    async def test_nothing_is_struck_from_the_index_of_a_node_that_is_not_dead(
        self, leased: LeasesUnderTest
    ) -> None:
        await leased.first.acquire("one", {"A"})
        await leased.second.strike("one", "A")
        await leased.elapse(leased.period)
        same(await leased.second.lapsed(), {"one": {"A"}}, "rooms struck while the node lived")

    async def test_of_two_who_declare_at_once_both_are_told(self, leased: LeasesUnderTest) -> None:
        await leased.first.acquire("one", ABC)
        await leased.elapse(leased.period)
        nodes = (leased.first, leased.second) * 5
        told = await asyncio.gather(*(node.lapsed() for node in nodes))
        same(told, [{"one": ABC}] * 10, "the dead, as ten were told who asked at once")

    async def test_a_node_that_renews_while_it_is_declared_is_dead_or_is_not(
        self, leased: LeasesUnderTest
    ) -> None:
        for number in range(20):
            node = f"node {number}"
            await leased.first.acquire(node, {"A"})
            await leased.elapse(leased.period)
            renewed, told = await _renewed_and_told(leased, node, renewal_first=number % 2 == 1)
            same(renewed, node not in told, "whether the renewal of one not declared dead worked")

    async def test_an_index_may_have_thousands_of_rooms(self, leased: LeasesUnderTest) -> None:
        many = {f"ROOM{number}" for number in range(12_345)}
        await leased.first.acquire("one", many)
        await leased.first.acquire("two", ())
        await leased.first.renew("two", entered=many | {"LAST"})
        await leased.first.renew("two", left=many)
        await leased.elapse(leased.period)
        dead = await leased.first.lapsed()
        assert dead == {"one": many, "two": {"LAST"}}, (
            f"of {len(many)} rooms and 1, {[(node, len(rooms)) for node, rooms in dead.items()]}"
        )


async def _renewed_and_told(
    leased: LeasesUnderTest, node: str, *, renewal_first: bool
) -> tuple[bool, set[str]]:
    """The answers to a renewal and to the question who is dead, at once."""
    if renewal_first:
        renewed, told = await asyncio.gather(leased.first.renew(node), leased.second.lapsed())
    else:
        told, renewed = await asyncio.gather(leased.second.lapsed(), leased.first.renew(node))
    return renewed, set(told)
