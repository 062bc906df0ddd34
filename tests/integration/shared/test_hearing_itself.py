"""A feed hears its own probe by the way by which commits come, or says that it does not."""

import asyncio
from contextlib import suppress

import pytest

from application.contract.changes import toggle
from application.deadline import answer_by
from application.errors import StoreUnavailable
from tests.any_store import open_room, unavailable_within
from tests.catches import What, having
from tests.commits import interrupted, next_commit
from tests.gate import Gate
from tests.gated_stores import Frames, Node, node_on
from tests.shared_stores import SharedStore

SHORT = 0.5
ANYTHING = having()


async def test_a_probe_is_heard_again_and_again(here: Node, there: Node) -> None:
    for _ in range(5):
        await asyncio.gather(*(node.feed.probe() for node in (here, there, here)))


async def test_a_probe_comes_back_only_where_messages_come(
    gate: Gate, here: Node, there: Node
) -> None:
    await here.feed.probe()
    lost = gate.drop(What.MESSAGE, ANYTHING, times=2)
    for _ in range(2):
        with unavailable_within(SHORT):
            await here.feed.probe()
    await there.feed.probe()
    assert len(lost.caught) == 2
    await here.feed.probe()


async def test_what_keeps_the_messages_of_rooms_keeps_a_probe(gate: Gate, here: Node) -> None:
    """They come over the same connection, in order."""
    room = await open_room(here)
    await here.feed.probe()
    async with here.feed.follow(room.code) as feed:
        held = gate.hold(What.MESSAGE, ANYTHING)
        await here.rooms.update(room.code, toggle)
        await held.happened()
        with unavailable_within(SHORT):
            await here.feed.probe()
        held.release()
        assert (await next_commit(feed)).version == 2
        await here.feed.probe()


async def test_a_probe_on_its_way_when_the_connection_is_lost_fails_at_once(
    gate: Gate, here: Node
) -> None:
    await here.feed.probe()
    held = gate.hold(What.MESSAGE, ANYTHING)
    probe = asyncio.ensure_future(here.feed.probe())
    await held.happened()
    await gate.cut()
    with pytest.raises(StoreUnavailable):
        async with asyncio.timeout(5):  # half of its patience
            await probe


async def test_a_connection_that_was_made_again_is_probed_again(
    gate: Gate, here: Node, there: Node
) -> None:
    room = await open_room(there)
    await here.feed.probe()
    async with here.feed.follow(room.code) as feed:
        for _ in range(3):
            await gate.cut()
            await interrupted(feed)
            await here.feed.probe()


async def test_a_probe_waits_until_the_connection_listens(
    gate: Gate, frames: Frames, here: Node
) -> None:
    """At first, and when it was lost: what is sent before that is never heard."""
    for _ in range(3):
        held = gate.hold(What.COMMAND, frames.subscribing)
        soon = asyncio.get_running_loop().time() + SHORT
        with suppress(StoreUnavailable), answer_by(soon):  # it starts the feed, or finds it lost
            await here.feed.probe()
        await held.happened()
        probe = asyncio.ensure_future(here.feed.probe())
        await asyncio.sleep(SHORT)
        assert not probe.done()
        held.release()
        async with asyncio.timeout(5):  # half of its patience
            await probe
        await gate.cut()


async def test_who_waits_for_a_probe_when_the_feed_is_closed_hears_so(server: SharedStore) -> None:
    async with node_on(server) as node:
        probe = asyncio.ensure_future(node.feed.probe())
        await asyncio.sleep(0)
        await node.feed.close()  # type: ignore[attr-defined]
        with pytest.raises(StoreUnavailable):
            await probe
        with pytest.raises(StoreUnavailable):
            await node.feed.probe()
