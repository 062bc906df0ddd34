"""A minute before a room's deadline, the people in it are told."""

import asyncio
from datetime import timedelta

from domain.moment import iso
from domain.timing import Timing
from tests.backstage import TTL, Backstage
from tests.fakes import NOON
from tests.hurried_loop import idle
from tests.rooms import ADA, BEN

FIRST = ("CONNECT", "room:state")
MINUTE, SECOND = timedelta(minutes=1), timedelta(seconds=1)


async def test_everybody_is_told_once_a_minute_before_the_deadline(node: Backstage) -> None:
    room = await node.room(ADA, BEN)
    lines = [await node.enter(ADA), await node.enter(BEN)]
    await node.pass_by(TTL - MINUTE - SECOND)
    assert all("room:expiring" not in line.names for line in lines)
    await node.pass_by(2 * SECOND)
    for line in lines:
        assert line.said[-1] == ("room:expiring", {"expiresAt": iso(room.expires_at)})
    await node.pass_by(2 * MINUTE)
    for line in lines:
        assert line.names[-3:] == ["room:expiring", "room:closed", "DISCONNECT"]
        assert line.names.count("room:expiring") == 1


async def test_in_a_short_lived_room_they_are_told_at_half_of_its_time(node: Backstage) -> None:
    await node.room(ADA, timing=Timing(timedelta(seconds=20)))
    line = await node.enter(ADA)
    await node.pass_by(9 * SECOND)
    assert line.names == [*FIRST]
    await node.pass_by(2 * SECOND)
    assert line.payloads("room:expiring") == [{"expiresAt": iso(NOON + 20 * SECOND)}]


async def test_a_change_moves_the_deadline_and_they_are_told_again_before_the_new_one(
    node: Backstage,
) -> None:
    first = await node.room(ADA)
    line = await node.enter(ADA)
    await node.pass_by(TTL - MINUTE / 2)
    second = await node.change(lambda room: room.toggle_lock(by=ADA))
    await idle()
    await node.pass_by(TTL - 2 * MINUTE)
    assert line.names == [*FIRST, "room:expiring", "room:lock_toggled"]
    await node.pass_by(MINUTE + SECOND)
    assert line.payloads("room:expiring") == [
        {"expiresAt": iso(first.expires_at)},
        {"expiresAt": iso(second.expires_at)},
    ]


async def test_a_change_before_the_last_minute_leaves_nothing_to_tell(node: Backstage) -> None:
    await node.room(ADA)
    line = await node.enter(ADA)
    await node.pass_by(TTL - 2 * MINUTE)
    await node.change(lambda room: room.toggle_lock(by=ADA))
    await idle()
    await node.pass_by(TTL - 2 * MINUTE)
    assert line.names == [*FIRST, "room:lock_toggled"]


async def test_one_who_enters_when_it_is_time_is_told_after_the_state(node: Backstage) -> None:
    """Its own commit came before the last minute, and its answer within it."""
    await node.room(ADA, BEN)
    ada = await node.enter(ADA)
    node.store.confirming.close()
    ben = node.line()
    entering = asyncio.create_task(node.knock(BEN, ben))
    await idle()
    node.store.clock.advance(TTL - MINUTE / 2)
    node.store.confirming.open()
    await entering
    await idle()
    assert ben.names == [*FIRST, "room:expiring"]
    await asyncio.sleep((TTL - MINUTE / 2).total_seconds())
    assert (ada.names.count("room:expiring"), ben.names.count("room:expiring")) == (1, 1)


async def test_one_who_is_shown_the_room_afresh_is_not_told_again(node: Backstage) -> None:
    await node.room(ADA)
    line = await node.enter(ADA)
    await node.pass_by(TTL - MINUTE / 2)
    node.store.interrupt()
    await node.pass_by(5 * SECOND)
    assert node.store.questions == 1
    assert line.names == [*FIRST, "room:expiring"]
