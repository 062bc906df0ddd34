"""A store or a feed that fails while sockets enter, and while they are inside."""

import asyncio

import pytest
from structlog.testing import capture_logs

from application.errors import Busy, StoreUnavailable
from tests.backstage import PATIENCE, Backstage
from tests.hurried_loop import idle
from tests.rooms import ADA, BEN, CODE

FIRST = ("CONNECT", "room:state")


@pytest.mark.parametrize("fault", [StoreUnavailable(), Busy()], ids=["away", "busy"])
async def test_a_fault_while_entering_closes_the_connection_and_may_be_tried_again(
    node: Backstage, fault: Exception
) -> None:
    await node.room(ADA)
    node.store.committing.fail_next(fault)
    line = await node.enter(ADA)
    assert line.closed
    assert line.said == []
    assert (await node.enter(ADA)).names == [*FIRST]


async def test_a_fault_after_the_commit_is_undone(node: Backstage) -> None:
    await node.room(ADA, BEN)
    ada = await node.enter(ADA)
    node.store.confirming.close()
    ben = node.line()
    entering = asyncio.create_task(node.knock(BEN, ben))
    await idle()
    assert (await node.store.get(CODE)).members[BEN].is_connected
    node.store.confirming.let_through(error=StoreUnavailable())
    await entering
    node.store.confirming.open()
    await idle()
    assert not (await node.store.get(CODE)).members[BEN].is_connected
    assert ada.names == [*FIRST, "user:connected", "user:disconnected"]


async def test_one_whose_subscription_fails_is_turned_away_and_the_next_one_is_not(
    node: Backstage,
) -> None:
    await node.room(ADA, BEN)
    node.store.subscribing.fail_next(StoreUnavailable())
    lines = [node.line(), node.line()]
    await asyncio.gather(*(node.knock(ADA, line) for line in lines))
    await idle()
    assert all(line.closed and line.said == [] for line in lines)
    assert node.relay.hosted == 0
    assert (await node.enter(BEN)).names == [*FIRST]


async def test_one_who_never_asked_the_store_to_be_connected_need_not_be_disconnected(
    node: Backstage,
) -> None:
    await node.room(ADA)
    node.store.committing.close()
    node.store.subscribing.fail_next(StoreUnavailable())
    assert (await node.enter(ADA)).closed
    assert node.store.committing.waiting == 0


async def test_one_who_comes_again_and_again_leaves_one_departure_until_the_store_answers(
    node: Backstage,
) -> None:
    await node.room(ADA, BEN)
    await node.enter(BEN)
    tasks = len(asyncio.all_tasks())
    node.store.committing.fail_next(*[StoreUnavailable()] * 20)
    for _ in range(30):
        assert (await node.enter(ADA)).closed
        assert len(asyncio.all_tasks()) <= tasks + 1
    await asyncio.sleep(100)
    assert (await node.enter(ADA)).names == [*FIRST]


async def test_one_who_waits_too_long_for_the_store_is_turned_away(node: Backstage) -> None:
    await node.room(ADA)
    for gate in (node.store.subscribing, node.store.committing):
        gate.close()
        line = node.line()
        begun = asyncio.get_running_loop().time()
        await node.knock(ADA, line)
        assert asyncio.get_running_loop().time() - begun == pytest.approx(PATIENCE)
        await asyncio.sleep(0)
        assert line.closed
        gate.open()
        await node.door.emptied()


async def test_a_cancelled_entrance_is_undone(node: Backstage) -> None:
    await node.room(ADA)
    node.store.confirming.close()
    line = node.line()
    entering = asyncio.create_task(node.knock(ADA, line))
    await idle()
    entering.cancel()
    await asyncio.wait([entering])
    node.store.confirming.open()
    await node.door.emptied()
    assert entering.cancelled()
    assert not (await node.store.get(CODE)).members[ADA].is_connected


async def test_an_unforeseen_error_while_entering_is_logged_and_closes_the_connection(
    node: Backstage,
) -> None:
    await node.room(ADA)
    node.store.committing.fail_next(ZeroDivisionError("unforeseen"))
    with capture_logs() as logs:
        line = await node.enter(ADA)
    assert line.closed
    assert [entry["event"] for entry in logs if entry["log_level"] == "error"] == [
        "unexpected error"
    ]


async def test_the_room_is_asked_for_until_the_store_answers(node: Backstage) -> None:
    await node.room(ADA)
    line = await node.enter(ADA)
    node.store.hold()
    await node.change(lambda room: room.toggle_lock(by=ADA))
    faults = [StoreUnavailable(), Busy(), ZeroDivisionError("unforeseen")]
    node.store.asking.fail_next(*faults)
    node.store.interrupt()
    node.store.deliver()
    begun = asyncio.get_running_loop().time()
    with capture_logs() as logs:
        await asyncio.sleep(5.5)
        assert line.versions == [2]
        await asyncio.sleep(1)
    assert line.versions == [2, 3]
    assert asyncio.get_running_loop().time() == begun + 6.5
    assert [entry["event"] for entry in logs if entry["log_level"] == "error"] == [
        "loading a room failed"
    ]


@pytest.mark.parametrize(
    ("fault", "told"),
    [(StoreUnavailable(), []), (ZeroDivisionError("unforeseen"), ["following a room failed"])],
    ids=["away", "unforeseen"],
)
async def test_a_feed_that_fails_is_followed_again_and_what_it_left_out_is_shown(
    node: Backstage, fault: Exception, told: list[str]
) -> None:
    await node.room(ADA)
    line = await node.enter(ADA)
    node.store.hold()
    await node.change(lambda room: room.toggle_lock(by=ADA))
    node.store.lose()
    node.store.deliver()
    with capture_logs() as logs:
        node.store.fail_feed(fault)
        await asyncio.sleep(1)
        await idle()
    assert line.versions == [2, 3]
    await node.change(lambda room: room.toggle_lock(by=ADA))
    await idle()
    assert line.names == [*FIRST, "room:state", "room:lock_toggled"]
    assert [entry["event"] for entry in logs if entry["log_level"] == "error"] == told


async def test_a_feed_that_ends_is_followed_again(node: Backstage) -> None:
    await node.room(ADA)
    line = await node.enter(ADA)
    node.store.fail_feed(StopAsyncIteration())
    node.store.subscribing.fail_next(StoreUnavailable())
    await asyncio.sleep(4)
    await node.change(lambda room: room.toggle_lock(by=ADA))
    await idle()
    assert line.names == [*FIRST, "room:lock_toggled"]
