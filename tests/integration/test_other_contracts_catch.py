"""The contracts of directories, leases and rate limits notice every promise that a store breaks."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

import pytest

from adapters.memory_leases import MemoryLeases
from adapters.memory_rate_limits import MemoryRateLimits
from adapters.memory_rooms import MemoryRooms
from application.contract import DirectoryContract, LeasesContract, RateLimitsContract
from tests import leased, limited, listed
from tests.broken_stores import directories, leases, rate_limits

DIRECTORIES: dict[type[MemoryRooms], tuple[str, ...]] = {
    directories.NamesThemAsTheyWere: ("every_room_is_named_as_it_is_now",),
    directories.NamesTheGone: ("rooms_that_are_gone_are_not_named",),
    directories.NamesOneBatch: ("of_many_rooms_all_are_named_in_batches",),
    directories.NamesAllAtOnce: ("of_many_rooms_all_are_named_in_batches",),
    directories.CountsOn: ("rooms_that_stay_are_named_whatever_comes_and_goes",),
    directories.GoesOnWhereItWasLeft: ("who_stops_looking_may_begin_anew",),
}

LEASES: dict[type[MemoryLeases], tuple[str, ...]] = {
    leases.KnowsAGhost: ("nobody_is_dead_at_first",),
    leases.DeclaresEverybody: (
        "a_node_that_holds_its_lease_is_not_dead",
        "rooms_come_into_the_index_and_go_in_one_step_with_the_renewal",
    ),
    leases.DeclaresNobody: (
        "a_node_whose_lease_has_ended_is_declared_dead_with_its_rooms",
        "the_dead_are_told_until_their_last_room_is_struck",
    ),
    leases.TellsOnce: (
        "the_dead_are_told_until_their_last_room_is_struck",
        "of_two_who_declare_at_once_both_are_told",
    ),
    leases.IndexesOnly: ("rooms_come_into_the_index_and_go_in_one_step_with_the_renewal",),
    leases.TakesOutWhatComesTwice: (
        "a_room_that_comes_in_twice_and_one_that_goes_twice_are_no_harm",
    ),
    leases.IsStrict: ("a_lease_that_has_ended_may_be_renewed_before_anybody_notices",),
    leases.RaisesTheDead: ("a_node_that_has_been_declared_dead_renews_no_more",),
    leases.AdoptsStrangers: (
        "a_node_that_has_been_forgotten_renews_no_more",
        "a_node_that_the_store_does_not_know_has_nothing_to_renew",
    ),
    leases.AddsToAnAcquisition: ("an_acquisition_that_is_repeated_counts_as_it_was_asked_last",),
    leases.ForgetsNobody: ("a_dead_node_that_was_nowhere_is_forgotten_at_once",),
    leases.StrikesEverywhere: (
        "striking_twice_or_what_is_not_there_changes_nothing",
        "nothing_is_struck_from_the_index_of_a_node_that_is_not_dead",
    ),
    leases.HoldsAThousandRooms: ("an_index_may_have_thousands_of_rooms",),
    leases.LooksBeforeItRenews: ("a_node_that_renews_while_it_is_declared_is_dead_or_is_not",),
}
LIMITS: dict[type[MemoryRateLimits], tuple[str, ...]] = {
    rate_limits.LetsOneMoreThrough: (
        "requests_up_to_the_limit_pass_and_the_next_is_refused",
        "of_fifty_requests_at_once_on_two_nodes_exactly_the_limit_pass",
    ),
    rate_limits.TellsHalfTheTime: (
        "the_first_request_counts_for_a_whole_window",
        "a_refused_request_is_told_to_come_when_the_oldest_stops_counting",
    ),
    rate_limits.RoundsDown: ("a_window_that_is_no_whole_second_is_told_rounded_up",),
    rate_limits.CountsWhatItRefuses: ("a_refused_request_is_not_counted",),
    rate_limits.BeginsAnewWithEveryWindow: (
        "the_window_slides",
        "a_source_is_kept_for_a_window_after_its_last_request",
    ),
    rate_limits.HasOneBudgetForAll: ("each_source_has_a_budget_of_its_own",),
    rate_limits.TrimsNames: ("a_source_may_have_any_name",),
    rate_limits.KeepsTheQuiet: ("sources_that_were_quiet_for_a_window_leave_nothing",),
    rate_limits.HasNoGuard: ("who_has_nothing_left_of_another_budget_is_refused_by_that_one",),
    rate_limits.SpendsWhatItLooksAt: ("a_budget_that_is_only_looked_at_is_not_spent",),
    rate_limits.CountsBeforeItLooks: ("what_another_budget_refuses_is_not_counted",),
    rate_limits.RefusesForAWholeWindow: (
        "another_budget_refuses_until_its_oldest_request_stops_counting",
    ),
}
SHARED = "two_nodes_share_the_budget"


def each(catches: Mapping[type, Iterable[str]]) -> list[tuple[type, str]]:
    return [(store, promise) for store, promises in catches.items() for promise in promises]


@pytest.mark.parametrize(("store", "promise"), each(DIRECTORIES))
async def test_the_contract_of_directories_catches(store: type[MemoryRooms], promise: str) -> None:
    test = getattr(DirectoryContract(), f"test_{promise}")
    with pytest.raises(AssertionError, match=r"promised|must be named|should be"):
        await test(listed.in_memory(store))


@pytest.mark.parametrize(("store", "promise"), each(LEASES))
async def test_the_contract_of_leases_catches(store: type[MemoryLeases], promise: str) -> None:
    test = getattr(LeasesContract(), f"test_{promise}")
    with pytest.raises(AssertionError, match=r"promised|of 12345 rooms"):
        await test(leased.in_memory(store))


@pytest.mark.parametrize(("store", "promise"), each(LIMITS))
async def test_the_contract_of_rate_limits_catches(
    store: type[MemoryRateLimits], promise: str
) -> None:
    test = getattr(RateLimitsContract(), f"test_{promise}")
    with pytest.raises(AssertionError, match="promised"):
        await test(limited.in_memory(store))


async def test_the_contract_of_rate_limits_catches_nodes_that_count_by_themselves() -> None:
    apart = replace(limited.in_memory(), second=limited.in_memory().first)
    with pytest.raises(AssertionError, match="promised"):
        await getattr(RateLimitsContract(), f"test_{SHARED}")(apart)


@pytest.mark.parametrize(
    ("contract", "caught"),
    [
        (DirectoryContract, {promise for _, promise in each(DIRECTORIES)}),
        (LeasesContract, {promise for _, promise in each(LEASES)}),
        (RateLimitsContract, {promise for _, promise in each(LIMITS)} | {SHARED}),
    ],
)
def test_every_test_of_a_contract_catches_some_store(contract: type, caught: set[str]) -> None:
    tests = {name for name in dir(contract) if name.startswith("test_")}
    assert tests == {f"test_{promise}" for promise in caught}
