"""The contract suite notices every promise that a store breaks, and no test of it is idle."""

from dataclasses import replace

import pytest

from adapters.memory_rooms import MemoryRooms
from application.contract import Node, StoreContract, StoreUnderTest
from tests.broken_stores import changing, comparing, deadlines, keeping, nodes, telling
from tests.memory_store import under_test

PATIENCE = 0.05
"""Seconds until a commit counts as lost. Only stores that lose one take them."""

CATCHES: dict[type[MemoryRooms], tuple[str, ...]] = {
    keeping.KeepsPlainLettersOnly: (
        "a_new_room_is_found_on_every_node_as_it_was_added",
        "everything_about_a_room_is_kept",
    ),
    keeping.LosesMilliseconds: ("times_are_kept_to_the_millisecond",),
    keeping.ForgetsWhoIsConnected: (
        "a_change_that_changes_nothing_is_decided_on_the_room_as_it_is",
        "a_code_that_is_taken_is_refused_and_the_room_there_stays",
    ),
    keeping.SortsMembersById: ("members_are_kept_in_order_of_seniority",),
    keeping.KeepsSixtyFourMembers: ("a_room_of_two_hundred_works_like_any_other",),
    keeping.ClosesByPrefix: ("rooms_with_codes_alike_are_apart",),
    keeping.KeepsClosedRooms: (
        "a_closed_room_is_not_found",
        "a_code_can_be_used_again",
        "closing_leaves_nothing",
    ),
    keeping.LeavesItsMembers: (
        "closing_leaves_nothing",
        "the_last_one_out_leaves_nothing",
        "joins_against_close_leave_nothing",
        "the_last_two_who_leave_at_once_leave_nothing",
    ),
    keeping.LeavesWhoeverLeft: ("one_who_is_gone_leaves_nothing",),
    keeping.HoldsOnToNothing: ("a_new_room_is_held_until_its_deadline",),
    comparing.RemembersRevisions: ("the_revision_of_a_room_is_the_one_that_it_has_now",),
    comparing.MakesUpRevisions: (
        "the_revision_of_a_room_is_the_one_that_it_has_now",
        "of_many_rooms_each_has_its_own_revision",
    ),
    comparing.ComparesTenAtMost: ("of_many_rooms_each_has_its_own_revision",),
    comparing.RemembersTheGone: ("a_room_that_is_gone_has_no_revision",),
    deadlines.StampsOnlyWhatItWrites: (
        "after_every_operation_that_moves_the_deadline_all_has_the_new_one",
        "a_room_that_is_changed_outlives_its_old_deadline",
    ),
    deadlines.StampsAnew: ("the_deadline_stays_until_a_tenth_of_the_time_has_gone",),
    deadlines.MovesWithoutChange: ("a_change_that_writes_nothing_moves_no_deadline",),
    deadlines.ForgetsDeadlines: ("after_every_operation_all_has_the_deadline_of_the_room",),
    deadlines.NeverExpires: (
        "a_room_past_its_deadline_is_gone",
        "the_code_of_a_room_past_its_deadline_is_free",
    ),
    deadlines.SweepsNever: ("a_room_past_its_deadline_is_gone",),
    deadlines.ExpiresAtTheFirstDeadline: ("a_room_that_is_changed_outlives_its_old_deadline",),
    changing.TakesTakenCodes: ("a_code_that_is_taken_is_refused_and_the_room_there_stays",),
    changing.LooksBeforeItAdds: ("of_rooms_for_one_code_exactly_one_is_kept",),
    changing.ReadsBeforeItWrites: (
        "of_twenty_who_join_for_one_seat_exactly_one_gets_in",
        "a_room_is_never_overfull",
        "leave_against_transfer_leaves_a_host",
        "connect_against_kick_leaves_no_connection",
        "connections_of_one_member_replace_each_other",
        "toggles_against_each_other_alternate",
        "joins_against_close_leave_nothing",
        "a_room_is_closed_once",
        "the_last_two_who_leave_at_once_leave_nothing",
        "the_last_one_out_against_joins_leaves_a_host_or_nothing",
        "many_rooms_at_once_each_have_their_own_changes",
        "a_caller_that_is_cancelled_harms_nobody",
    ),
    changing.AnnouncesBeforeItCommits: (
        "of_twenty_who_join_for_one_seat_exactly_one_gets_in",
        "toggles_against_each_other_alternate",
        "a_caller_in_a_hurry_harms_nobody",
    ),
    changing.DecidesOnAnOldCopy: (
        "a_change_is_asked_about_the_room_as_it_is",
        "what_one_node_changed_the_other_decides_on",
        "a_code_can_be_used_again",
    ),
    changing.AnswersForClosedRooms: (
        "a_closed_room_is_not_found",
        "a_change_without_events_is_not_decided_on_a_closed_room",
    ),
    changing.LetsNoTimeGoBy: (
        "what_is_due_happens_even_to_a_change_of_nothing",
        "what_is_due_happens_once",
        "a_change_is_decided_on_what_time_has_left",
        "a_room_that_time_closes_leaves_nothing",
    ),
    changing.SettlesAndForgets: ("what_was_due_stands_though_the_change_is_refused",),
    deadlines.MovesNoDeadlineBack: ("a_deadline_that_moves_back_is_that_of_all",),
    changing.SkipsVersions: ("a_change_makes_the_next_version_of_the_room",),
    changing.RepeatsRevisions: ("every_change_makes_a_revision_of_its_own",),
    changing.WritesWithoutEvents: ("a_change_without_events_writes_nothing",),
    changing.SwallowsRefusals: (
        "a_code_that_nobody_has_is_not_found",
        "a_refusal_reaches_the_caller_and_changes_nothing",
        "a_closed_room_is_not_found",
    ),
    changing.AsksAboutNobodysRoom: ("a_code_that_nobody_has_is_not_found",),
    changing.FailsTogether: (
        "a_change_that_is_refused_harms_no_other",
        "a_change_with_a_bug_harms_no_other",
        "a_change_whose_events_are_impossible_harms_no_other",
    ),
    changing.RepeatsWhatWasCancelled: ("a_caller_that_is_cancelled_harms_nobody",),
    changing.SaysBusyWhenItIsLate: ("a_caller_in_a_hurry_harms_nobody",),
    telling.AnnouncesFailures: (
        "a_change_that_failed_is_never_announced",
        "a_refusal_reaches_the_caller_and_changes_nothing",
        "a_change_that_is_refused_harms_no_other",
    ),
    telling.SaysNothingOfNewRooms: (
        "a_new_room_is_announced",
        "a_code_may_be_followed_before_it_has_a_room",
    ),
    telling.LosesCommits: ("changes_of_both_nodes_are_heard_in_the_order_of_the_commits",),
    telling.RepeatsCommits: (
        "changes_of_both_nodes_are_heard_in_the_order_of_the_commits",
        "closing_is_announced_once_and_a_newer_room_is_followed_on",
    ),
    telling.SwapsCommits: ("changes_of_both_nodes_are_heard_in_the_order_of_the_commits",),
    telling.SplitsChanges: ("several_events_are_one_change",),
    telling.TellsWhatCannotBe: ("every_operation_is_announced",),
    telling.TellsEverybody: ("followers_of_other_codes_hear_nothing",),
    telling.InterruptsForNothing: ("every_operation_is_announced",),
    telling.EndsByItself: ("every_operation_is_announced",),
    telling.FollowsLate: (
        "a_change_that_starts_once_follow_is_entered_is_heard",
        "of_many_who_enter_at_once_all_hear",
    ),
    telling.FollowsRoomsOnly: ("a_code_may_be_followed_before_it_has_a_room",),
    telling.RepeatsThePast: ("what_happened_before_following_is_not_heard",),
    telling.ForgetsAllWhenOneLeaves: (
        "followers_on_one_node_are_independent",
        "who_enters_while_another_leaves_hears",
        "a_follower_that_is_cancelled_harms_no_other",
    ),
    telling.ForgetsTraces: ("a_commit_is_told_with_the_trace_of_its_change",),
    telling.KeepsTheFirstTrace: (
        "of_changes_at_once_each_is_told_with_its_own_trace",
        "a_change_of_no_trace_is_told_with_none",
    ),
    telling.NeverHearsItself: ("a_feed_hears_its_own_probe",),
    telling.GivesItselfUp: ("a_feed_hears_its_own_probe",),
    telling.ProbesAreForEverybody: ("followers_hear_nothing_of_a_probe",),
    telling.SwallowsWhatGoesWrong: ("what_goes_wrong_with_a_follower_is_its_own_affair",),
}


def with_node(stores: StoreUnderTest, place: str, node: Node) -> StoreUnderTest:
    """The same store, of which one node is another."""
    return replace(stores, first=node) if place == "first" else replace(stores, second=node)


async def breaks(stores: StoreUnderTest, promise: str) -> None:
    """The contract's test of this promise fails, and says something about it."""
    test = getattr(StoreContract(), f"test_{promise}")
    with pytest.raises(AssertionError) as broken:
        await test(stores)
    assert str(broken.value)


@pytest.mark.parametrize(
    ("store", "promise"),
    [(store, promise) for store, promises in CATCHES.items() for promise in promises],
)
async def test_the_contract_catches(store: type[MemoryRooms], promise: str) -> None:
    await breaks(under_test(store, patience=PATIENCE), promise)


def test_every_test_of_the_contract_catches_some_store() -> None:
    tests = {name for name in dir(StoreContract) if name.startswith("test_")}
    assert tests == {f"test_{promise}" for promises in CATCHES.values() for promise in promises}


def test_no_test_of_the_contract_hides_another() -> None:
    themes = StoreContract.__bases__
    names = [name for theme in themes for name in vars(theme) if name.startswith("test_")]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("place", ["first", "second"])
@pytest.mark.parametrize(
    ("node", "promise"),
    [
        (nodes.RemembersRooms, "everything_about_a_room_is_kept"),
        (nodes.RemembersRooms, "a_closed_room_is_not_found"),
        (nodes.RefusesFromMemory, "what_one_node_changed_the_other_decides_on"),
    ],
)
async def test_the_contract_catches_a_node_with_copies(
    node: type[nodes.RemembersRooms], promise: str, place: str
) -> None:
    stores = under_test(patience=PATIENCE)
    copying = Node(node(stores.first.rooms), stores.first.feed)
    await breaks(with_node(stores, place, copying), promise)


@pytest.mark.parametrize("place", ["first", "second"])
async def test_the_contract_catches_a_node_that_hears_nothing(place: str) -> None:
    stores = under_test(patience=PATIENCE)
    deaf = Node(stores.first.rooms, nodes.HearsNothing())
    await breaks(with_node(stores, place, deaf), "every_operation_is_announced")
