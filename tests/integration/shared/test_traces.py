"""Changes that are committed together keep their traces apart, on every store."""

import asyncio

from application.commit import Committed
from application.contract.changes import joining
from application.trace import within_trace
from domain.room import Room
from tests.any_store import open_room
from tests.catches import What
from tests.commits import next_commit
from tests.gate import Gate
from tests.gated_stores import Frames, Node
from tests.traces import a_trace

TOGETHER = 40
"""Changes whose commits are more than a notification of PostgreSQL can hold."""


async def joined(node: Node, room: Room, trace: str) -> Committed:
    with within_trace(trace):
        return await node.rooms.update(room.code, joining())


async def test_changes_in_one_commit_are_told_each_with_its_own_trace(
    gate: Gate, here: Node, there: Node, frames: Frames
) -> None:
    room = await open_room(there)
    commits = gate.watch(What.COMMAND, frames.writing)
    traces = [a_trace() for _ in range(TOGETHER)]
    async with there.feed.follow(room.code) as feed:
        told = await asyncio.gather(*(joined(here, room, trace) for trace in traces))
        heard = [await next_commit(feed) for _ in traces]
    assert len(commits.caught) == 1
    expected = {outcome.room.revision: trace for outcome, trace in zip(told, traces, strict=True)}
    assert {commit.revision: commit.trace for commit in heard} == expected
