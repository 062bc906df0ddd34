"""The contract: a commit is told with the trace that its change belongs to."""

import asyncio
import os

from application.commit import Committed
from application.contract.changes import joining, toggle
from application.contract.given import new_room, open_room
from application.contract.store_under_test import StoreUnderTest
from application.contract.witness import heard
from application.trace import within_trace
from domain.room import Room

AT_ONCE = 20


def fresh_trace() -> str:
    """A trace that was never used."""
    return f"00-{os.urandom(16).hex()}-{os.urandom(8).hex()}-01"


class Tracing:
    """What a change was made for reaches those who hear of it, on whichever node."""

    async def test_a_commit_is_told_with_the_trace_of_its_change(
        self, stores: StoreUnderTest
    ) -> None:
        room, events = new_room(stores)
        first, second = stores.first.feed, stores.second.feed
        async with first.follow(room.code) as here, second.follow(room.code) as there:
            adding, toggling = fresh_trace(), fresh_trace()
            with within_trace(adding):
                await stores.second.rooms.add(room, events)
            with within_trace(toggling):
                told = await stores.first.rooms.update(room.code, toggle)
            for ear in (here, there):
                commits = await heard(ear, told.room.revision, stores.patience)
                traces = [commit.trace for commit in commits]
                assert traces == [adding, toggling], (
                    f"commits of {[adding, toggling]} were told with the traces {traces}"
                )

    async def test_of_changes_at_once_each_is_told_with_its_own_trace(
        self, stores: StoreUnderTest
    ) -> None:
        room = await open_room(stores, max_users=AT_ONCE + 1)
        traces = [fresh_trace() for _ in range(AT_ONCE)]
        async with stores.second.feed.follow(room.code) as ear:
            told = await asyncio.gather(
                *(_joined(stores, room, turn, trace) for turn, trace in enumerate(traces))
            )
            last = max(told, key=lambda outcome: outcome.room.version).room
            commits = await heard(ear, last.revision, stores.patience)
        expected = {
            outcome.room.revision: trace for outcome, trace in zip(told, traces, strict=True)
        }
        found = {commit.revision: commit.trace for commit in commits}
        assert found == expected, f"changes at once of {expected} were told with {found}"

    async def test_a_change_of_no_trace_is_told_with_none(self, stores: StoreUnderTest) -> None:
        room = await open_room(stores)
        async with stores.second.feed.follow(room.code) as ear:
            for turn in range(2):
                with within_trace(fresh_trace()):
                    await stores.node(turn).rooms.update(room.code, toggle)
                told = await stores.node(turn).rooms.update(room.code, toggle)
                *_, commit = await heard(ear, told.room.revision, stores.patience)
                assert commit.trace == "", f"a change of no trace was told with {commit.trace}"


async def _joined(stores: StoreUnderTest, room: Room, turn: int, trace: str) -> Committed:
    with within_trace(trace):
        return await stores.node(turn).rooms.update(room.code, joining())
