"""What a store tells of its commits: how many changes they held, and who was too late."""

import asyncio

import pytest

from application.contract.changes import close, joining, nothing, toggle
from application.errors import RoomCodeTaken
from domain.errors import MemberNotFound, RoomNotFound
from domain.events import Events
from domain.room import Room
from tests.any_store import a_new_room, open_room, together
from tests.catches import What
from tests.gate import Gate
from tests.gated_stores import Frames, Node

Noted = tuple[dict[int, int], int]


class Told:
    """What the metrics of a node are told from now on: commits by size, and conflicts."""

    def __init__(self, node: Node) -> None:
        self._metrics = node.metrics
        self._commits, self._conflicts = node.metrics.commits.copy(), node.metrics.conflicts

    @property
    def since(self) -> Noted:
        return dict(
            self._metrics.commits - self._commits
        ), self._metrics.conflicts - self._conflicts


def by_nobody(room: Room) -> Events:
    return room.leave("nobody")


async def test_a_room_that_is_added_changed_and_closed_is_three_commits(there: Node) -> None:
    told = Told(there)
    room = await open_room(there)
    await there.rooms.update(room.code, toggle)
    await there.rooms.update(room.code, close)
    assert told.since == ({1: 3}, 0)


async def test_what_writes_nothing_is_no_commit(there: Node) -> None:
    room = await open_room(there)
    told = Told(there)
    await there.rooms.update(room.code, nothing)
    with pytest.raises(MemberNotFound):
        await there.rooms.update(room.code, by_nobody)
    with pytest.raises(RoomCodeTaken):
        await there.rooms.add(*a_new_room(room.code))
    assert told.since == ({}, 0)


async def test_changes_that_were_committed_together_are_one_commit_of_so_many(
    there: Node,
) -> None:
    room = await open_room(there)
    told = Told(there)
    await together(there, room.code, [joining() for _ in range(10)])
    assert told.since == ({10: 1}, 0)


async def test_a_commit_that_another_node_overtook_is_a_conflict_and_then_a_commit(
    gate: Gate, frames: Frames, here: Node, there: Node
) -> None:
    room = await open_room(there)
    told, elsewhere = Told(here), Told(there)
    held = gate.hold(What.COMMAND, frames.writing)
    update = asyncio.ensure_future(here.rooms.update(room.code, toggle))
    await held.happened()
    await there.rooms.update(room.code, toggle)
    held.release()
    await update
    assert told.since == ({1: 1}, 1)
    assert elsewhere.since == ({1: 1}, 0)


async def test_a_commit_on_a_room_that_was_closed_meanwhile_is_a_conflict_and_none(
    gate: Gate, frames: Frames, here: Node, there: Node
) -> None:
    room = await open_room(there)
    told = Told(here)
    held = gate.hold(What.COMMAND, frames.writing)
    update = asyncio.ensure_future(here.rooms.update(room.code, toggle))
    await held.happened()
    await there.rooms.update(room.code, close)
    held.release()
    with pytest.raises(RoomNotFound):
        await update
    assert told.since == ({}, 1)
