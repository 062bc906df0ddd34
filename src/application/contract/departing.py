"""The contract: a caller that goes before its answer comes forfeits only the answer."""

import asyncio
from collections import Counter
from collections.abc import Iterable, Sequence

from application.commit import Commit, Committed
from application.contract.at_once import Outcome, done, turns
from application.contract.changes import joining
from application.contract.fresh import fresh
from application.contract.given import open_room
from application.contract.store_under_test import StoreUnderTest
from application.contract.witness import witnessed
from application.deadline import answer_by
from application.errors import Busy, StoreUnavailable
from domain.events import MemberJoined
from domain.room import Room

CALLERS = 24


def joined(commits: Iterable[Commit]) -> set[str]:
    """Those who joined, nobody more than once."""
    times = Counter(
        event.member.id
        for commit in commits
        for event in commit.events
        if isinstance(event, MemberJoined)
    )
    again = [guest for guest, count in times.items() if count > 1]
    assert not again, f"a change was applied more than once: {again} joined again"
    return set(times)


def answered(outcomes: Sequence[Outcome], what: str) -> None:
    """All who stayed for their answer got it."""
    for outcome in outcomes:
        assert isinstance(outcome, Committed), f"{what} harmed another, who was told {outcome!r}"


async def join_within(
    seconds: float, stores: StoreUnderTest, turn: int, room: Room, guest: str
) -> Committed:
    """Someone joins who waits no longer than this for the answer."""
    with answer_by(asyncio.get_running_loop().time() + seconds):
        return await stores.node(turn).rooms.update(room.code, joining(guest))


class Departing:
    """Callers that are cancelled or in a hurry."""

    async def test_a_caller_that_is_cancelled_harms_nobody(self, stores: StoreUnderTest) -> None:
        for wait in (0, 1, 2, 3, 5, 8, 13, 21, 34, 55):
            room = await open_room(stores, max_users=40)
            async with witnessed(stores, room) as witness:
                callers = [
                    asyncio.create_task(stores.node(turn // 2).rooms.update(room.code, joining()))
                    for turn in range(CALLERS)
                ]
                await turns(wait)
                for caller in callers[::3]:
                    caller.cancel()
                outcomes = await asyncio.gather(*callers, return_exceptions=True)
                answered(outcomes[1::3] + outcomes[2::3], "a caller that was cancelled")
                commits, _ = await witness.account(done(outcomes), all_told=False)
                joined(commits)

    async def test_a_caller_in_a_hurry_harms_nobody(self, stores: StoreUnderTest) -> None:
        for hurry in (0.0, 0.001, 0.005):
            room = await open_room(stores, max_users=40)
            guests = [fresh("guest") for _ in range(CALLERS)]
            async with witnessed(stores, room) as witness:
                outcomes = await asyncio.gather(
                    *(
                        join_within(hurry if turn % 3 == 0 else 60, stores, turn // 2, room, guest)
                        for turn, guest in enumerate(guests)
                    ),
                    return_exceptions=True,
                )
                answered(outcomes[1::3] + outcomes[2::3], "a caller in a hurry")
                commits, _ = await witness.account(done(outcomes), all_told=False)
                undone = joined(commits).isdisjoint
                for guest, outcome in zip(guests[::3], outcomes[::3], strict=True):
                    assert isinstance(outcome, Committed | Busy | StoreUnavailable), (
                        f"a caller in a hurry was told {outcome!r}"
                    )
                    assert not isinstance(outcome, Busy) or undone({guest}), (
                        "a caller was told Busy, which means not done, and it was done"
                    )
