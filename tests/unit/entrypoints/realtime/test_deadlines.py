"""A room that passes its deadline with people in it: nobody announces that."""

import asyncio
from datetime import timedelta

from tests.backstage import TTL, Backstage
from tests.hurried_loop import idle
from tests.rooms import ADA, BEN

FIRST = ("CONNECT", "room:state")
MINUTE = timedelta(minutes=1)


async def test_the_people_in_a_room_that_has_passed_its_deadline_are_sent_away(
    node: Backstage,
) -> None:
    await node.room(ADA, BEN)
    lines = [await node.enter(ADA), await node.enter(BEN)]
    await node.pass_by(TTL - MINUTE)
    assert "DISCONNECT" not in lines[0].names
    await node.pass_by(2 * MINUTE)
    for line in lines:
        assert line.names[-2:] == ["room:closed", "DISCONNECT"]
        assert line.names.count("room:closed") == 1
        assert line.closed


async def test_a_room_that_changes_outlives_its_first_deadline(node: Backstage) -> None:
    await node.room(ADA)
    line = await node.enter(ADA)
    await node.pass_by(TTL / 2)
    await node.change(lambda room: room.toggle_lock(by=ADA))
    await idle()
    await node.pass_by(TTL / 2 + MINUTE)
    assert line.names == [*FIRST, "room:lock_toggled"]
    await node.pass_by(TTL / 2)
    assert line.names[-1] == "DISCONNECT"


async def test_where_the_stores_clock_is_behind_the_store_is_asked_again(
    node: Backstage,
) -> None:
    await node.room(ADA)
    line = await node.enter(ADA)
    await asyncio.sleep(TTL.total_seconds() + 10)
    assert line.names == [*FIRST, "room:expiring"]
    node.store.clock.advance(TTL)
    await asyncio.sleep(TTL.total_seconds() + 10)
    assert line.names == [*FIRST, "room:expiring", "room:closed", "DISCONNECT"]
    assert line.payloads("room:closed") == [{"reason": "EXPIRED"}]


async def test_a_deadline_that_passes_while_the_room_is_asked_for_is_noticed(
    node: Backstage,
) -> None:
    await node.room(ADA)
    line = await node.enter(ADA)
    node.store.answering.close()
    node.store.interrupt()
    await idle()
    await node.pass_by(TTL + MINUTE)
    assert node.store.questions == 1
    node.store.answering.open()
    await node.pass_by(MINUTE)
    assert line.names == [*FIRST, "room:expiring", "room:closed", "DISCONNECT"]
    assert line.payloads("room:closed") == [{"reason": "EXPIRED"}]
