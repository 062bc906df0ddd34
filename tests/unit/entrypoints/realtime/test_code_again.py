"""A code that a newer room has by now: nothing of the one reaches the other."""

import asyncio

from tests.backstage import Backstage
from tests.hurried_loop import idle
from tests.rooms import ADA, BEN, CLEO, CODE

FIRST = ("CONNECT", "room:state")


async def test_a_newer_room_is_told_to_its_own_sockets_alone(node: Backstage) -> None:
    await node.room(ADA)
    old = await node.enter(ADA)
    await node.change(lambda room: room.close(by=ADA))
    await node.room(BEN, room_id="a newer room")
    new = await node.enter(BEN)
    await node.change(lambda room: room.toggle_lock(by=BEN))
    await idle()
    assert old.names == [*FIRST, "room:closed", "DISCONNECT"]
    assert new.names[:2] == [*FIRST]
    assert new.names[-1] == "room:lock_toggled"
    assert new.payloads("room:state")[-1]["room"]["hostId"] == BEN
    assert "room:closed" not in new.names


async def test_sockets_of_a_lost_room_are_sent_away_when_a_newer_one_has_its_code(
    node: Backstage,
) -> None:
    await node.room(ADA)
    old = await node.enter(ADA)
    await node.store.roll_back()
    await node.room(BEN, room_id="a newer room")
    new = await node.enter(BEN)
    await idle()
    assert old.names == [*FIRST, "room:closed", "DISCONNECT"]
    assert old.payloads("room:closed") == [{"reason": "LOST"}]
    assert new.names[:2] == [*FIRST]
    assert "room:closed" not in new.names


async def test_one_who_enters_a_newer_room_is_not_judged_by_an_answer_about_the_older(
    node: Backstage,
) -> None:
    await node.room(ADA)
    old = await node.enter(ADA)
    node.store.answering.close()
    node.store.interrupt()
    await idle()
    node.store.hold()
    await node.change(lambda room: room.close(by=ADA))
    await node.room(BEN, CLEO, room_id="a newer room")
    new = await node.enter(BEN)
    node.store.interrupt()
    node.store.deliver()
    node.store.answering.open()
    await idle()
    assert old.names[-2:] == ["room:closed", "DISCONNECT"]
    assert "DISCONNECT" not in new.names
    await node.change(lambda room: room.toggle_lock(by=BEN))
    await idle()
    assert new.names[-1] == "room:lock_toggled"


async def test_one_who_enters_a_newer_room_is_not_judged_by_an_answer_that_there_is_none(
    node: Backstage,
) -> None:
    await node.room(ADA)
    old = await node.enter(ADA)
    await node.store.roll_back()
    node.store.answering.close()
    node.store.interrupt()
    await idle()
    node.store.hold()
    await node.room(BEN, room_id="a newer room")
    new = await node.enter(BEN)
    node.store.answering.open()
    await idle()
    node.store.deliver()
    await idle()
    assert old.names == [*FIRST, "room:closed", "DISCONNECT"]
    assert "DISCONNECT" not in new.names
    await node.change(lambda room: room.toggle_lock(by=BEN))
    await idle()
    assert new.names[-1] == "room:lock_toggled"


async def test_one_who_is_entering_a_room_that_is_found_gone_is_judged_when_it_is_in(
    node: Backstage,
) -> None:
    await node.room(ADA, BEN)
    await node.enter(ADA)
    node.store.confirming.close()
    ben = node.line()
    entering = asyncio.create_task(node.knock(BEN, ben))
    await idle()
    await node.store.roll_back()
    node.store.interrupt()
    await idle()
    assert ben.said == []
    node.store.confirming.open()
    await entering
    await idle()
    assert ben.names == [*FIRST, "room:closed", "DISCONNECT"]


async def test_what_was_heard_of_a_newer_room_while_there_was_none_is_not_missed(
    node: Backstage,
) -> None:
    await node.room(ADA)
    await node.enter(ADA)
    await node.store.roll_back()
    node.store.answering.close()
    node.store.interrupt()
    await idle()
    await node.room(BEN, room_id="a newer room")
    new = await node.enter(BEN)
    await node.change(lambda room: room.toggle_lock(by=BEN))
    await idle()
    node.store.answering.open()
    await idle()
    assert new.versions == [2, 3]


async def test_one_who_enters_after_the_room_was_found_gone_is_shown_the_newer_one(
    node: Backstage,
) -> None:
    await node.room(ADA)
    old = await node.enter(ADA)
    await node.store.roll_back()
    node.store.interrupt()
    await idle()
    node.store.hold()
    await node.room(BEN, room_id="a newer room")
    new = await node.enter(BEN)
    node.store.lose()
    node.store.deliver()
    await idle()
    assert old.names[-1] == "DISCONNECT"
    assert new.names == [*FIRST, "room:state"]
    await node.change(lambda room: room.toggle_lock(by=BEN))
    await idle()
    assert new.names[-1] == "room:lock_toggled"


async def test_a_commit_of_a_newer_room_makes_a_room_that_was_gone_be_asked_for(
    node: Backstage,
) -> None:
    await node.room(ADA)
    old = await node.enter(ADA)
    await node.store.roll_back()
    node.store.interrupt()
    await idle()
    assert old.names[-1] == "DISCONNECT"
    await node.room(BEN, room_id="a newer room")
    await idle()
    assert node.relay.hosted == 1
    assert old.names[-1] == "DISCONNECT"


async def test_one_who_entered_the_older_room_and_is_answered_late_is_sent_away(
    node: Backstage,
) -> None:
    await node.room(ADA, BEN)
    await node.enter(ADA)
    node.store.confirming.close()
    ben = node.line()
    entering = asyncio.create_task(node.knock(BEN, ben))
    await idle()
    node.store.hold()
    await node.change(lambda room: room.close(by=ADA))
    await node.room(CLEO, room_id="a newer room")
    node.store.interrupt()
    node.store.deliver()
    await idle()
    node.store.confirming.open()
    await entering
    await idle()
    assert ben.names == [*FIRST, "room:closed", "DISCONNECT"]
    assert ben.payloads("room:state")[0]["room"]["hostId"] == ADA
    assert (await node.store.get(CODE)).host_id == CLEO
