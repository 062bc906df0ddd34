"""Following begins when the subscription is in force, and ends with the feed."""

import asyncio

import pytest

from application.contract.changes import toggle
from application.contract.fresh import fresh_code
from application.deadline import answer_by
from application.errors import StoreUnavailable
from application.ports import RoomFeed
from domain.events import Events
from tests.any_store import a_new_room, open_room, unavailable_within
from tests.catches import What
from tests.commits import follow_for_ever, next_commit, next_events
from tests.gate import Gate
from tests.gated_stores import Frames, GatedStore, Node, node_on
from tests.shared_stores import SharedStore


async def first_events(feed: RoomFeed, code: str, entered: asyncio.Event) -> Events:
    """What is told first of this room; `entered` once it is followed."""
    async with feed.follow(code) as commits:
        entered.set()
        return await next_events(commits)


@pytest.mark.parametrize("lost", [What.COMMAND, What.REPLY])
async def test_a_subscription_that_is_cut_before_it_is_in_force_is_made_again(
    gate: Gate, frames: Frames, here: Node, there: Node, lost: What
) -> None:
    room, events = a_new_room()
    catch = gate.cut_at(lost, frames.subscribing)
    async with here.feed.follow(room.code) as feed:
        assert len(catch.caught) == 1
        await there.rooms.add(room, events)
        assert await next_events(feed) == events


async def test_following_begins_when_the_subscription_is_in_force(
    gate: Gate, frames: Frames, here: Node, there: Node
) -> None:
    for awaited in frames.answered:
        room, events = a_new_room()
        held = gate.hold(What.REPLY, awaited)
        entered = asyncio.Event()
        following = asyncio.ensure_future(first_events(here.feed, room.code, entered))
        await held.happened()
        await asyncio.sleep(0.05)
        assert not entered.is_set()
        held.release()
        async with asyncio.timeout(10):
            await entered.wait()
        await there.rooms.add(room, events)
        assert await following == events


async def test_following_without_a_server_is_unavailable_in_time(
    spare: SharedStore,
) -> None:
    async with node_on(spare) as node:
        spare.kill()
        with unavailable_within(0.2):
            await follow_for_ever(node.feed, fresh_code())
        await asyncio.to_thread(spare.restart)
        async with asyncio.timeout(20), node.feed.follow(fresh_code()):
            pass


async def test_closing_ends_what_is_under_way(
    gate: Gate, frames: Frames, store: GatedStore
) -> None:
    await gate.cut()
    before = asyncio.all_tasks()
    async with store.another() as node:
        gate.hold(What.COMMAND, frames.subscribing)
        waiting = asyncio.ensure_future(follow_for_ever(node.feed, fresh_code()))
        await asyncio.sleep(0.1)
        async with asyncio.timeout(5):
            await node.feed.close()
            with pytest.raises(StoreUnavailable):
                await waiting
    await gate.cut()
    assert asyncio.all_tasks() == before


async def test_the_feed_inherits_no_deadline_from_its_first_follower(
    here: Node, there: Node
) -> None:
    room = await open_room(there)
    with answer_by(asyncio.get_running_loop().time() + 2):
        following = here.feed.follow(room.code)
        feed = await following.__aenter__()
    await asyncio.sleep(2.1)
    await there.rooms.update(room.code, toggle)
    assert (await next_commit(feed)).version == 2
    await following.__aexit__(None, None, None)
