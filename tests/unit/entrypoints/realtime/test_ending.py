"""How sockets end: what they are told, in which order, and what the store hears of it."""

import asyncio

import pytest

from entrypoints.realtime.inbox import Command
from entrypoints.realtime.session import LAST_WORDS
from tests.backstage import Backstage
from tests.hurried_loop import idle
from tests.lines import Line
from tests.rooms import ADA, BEN, CODE, NODE

FIRST = ("CONNECT", "room:state")
DUE = 1e9


def send(node: Backstage, line: Line, name: str, *arguments: object, ack_id: int = 1) -> None:
    node.session(line).inbox.put(
        Command("a command", name, list(arguments), ack_id, DUE, arrived=0)
    )


async def test_one_who_leaves_is_answered_then_disconnected_then_hung_up_on(
    node: Backstage,
) -> None:
    await node.room(ADA, BEN)
    ada, ben = await node.enter(ADA), await node.enter(BEN)
    send(node, ben, "room:leave")
    await idle()
    assert ben.said[-2:] == [("ack", 1, {"ok": True}), ("DISCONNECT",)]
    assert ada.said[-1] == ("user:left", {"reason": "LEFT", "userId": BEN})
    await asyncio.sleep(LAST_WORDS - 0.1)
    assert not ben.closed
    await asyncio.sleep(0.2)
    assert ben.closed
    assert "user:disconnected" not in ada.names


async def test_the_answer_comes_first_even_where_the_announcement_is_faster(
    node: Backstage,
) -> None:
    await node.room(ADA, BEN)
    ada = await node.enter(ADA)
    ben = await node.enter(BEN)
    node.store.confirming.close()
    send(node, ada, "room:close")
    await idle()
    assert ben.names[-2:] == ["room:closed", "DISCONNECT"]
    assert ada.names == [*FIRST, "user:connected"]
    node.store.confirming.open()
    await idle()
    assert ada.names[2:] == ["user:connected", "ack", "room:closed", "DISCONNECT"]


async def test_commands_that_still_wait_are_refused_before_the_end(node: Backstage) -> None:
    await node.room(ADA, BEN)
    ben = await node.enter(BEN)
    node.store.confirming.close()
    for number, name in enumerate(("room:leave", "room:leave", "room:toggle_lock"), start=1):
        send(node, ben, name, ack_id=number)
    await idle()
    node.store.confirming.open()
    await idle()
    acks = [(number, answer["ok"]) for name, number, answer in _acks(ben)]
    assert acks == [(1, True), (2, False), (3, False)]
    assert ben.names[-1] == "DISCONNECT"
    assert {said[1]["code"] for said in ben.said if said[0] == "error:room"} == {"MEMBER_NOT_FOUND"}


@pytest.mark.parametrize(
    ("change", "last"),
    [
        (lambda room: room.kick(by=ADA, target=BEN), ["user:kicked"]),
        (lambda room: room.leave(BEN), []),
        (lambda room: room.close(by=ADA), ["room:closed"]),
        (lambda room: room.connect(BEN, "elsewhere", NODE), ["error:room"]),
    ],
    ids=["kicked", "left", "closed", "replaced"],
)
async def test_every_ending_is_said_once_and_leaves_nothing_to_undo(
    node: Backstage, change: object, last: list[str]
) -> None:
    assert callable(change)
    await node.room(ADA, BEN)
    ben = await node.enter(BEN)
    room = await node.change(change)
    await idle()
    assert ben.names == [*FIRST, *last, "DISCONNECT"]
    commits = len(node.store.commits)
    await asyncio.sleep(2)
    await node.departures.finish()
    assert ben.closed
    assert node.relay.hosted == 0
    assert len(node.store.commits) == commits
    assert node.store.commits[-1].version == room.version


async def test_one_who_is_sent_away_hears_nothing_more(node: Backstage) -> None:
    await node.room(ADA, BEN)
    ben = await node.enter(BEN)
    await node.change(lambda room: room.kick(by=ADA, target=BEN))
    await idle()
    await node.change(lambda room: room.toggle_lock(by=ADA))
    node.store.interrupt()
    await idle()
    await node.change(lambda room: room.close(by=ADA))
    await idle()
    assert ben.names == [*FIRST, "user:kicked", "DISCONNECT"]


async def test_what_is_sent_after_the_end_is_refused_with_the_reason_of_the_end(
    node: Backstage,
) -> None:
    await node.room(ADA)
    ada = await node.enter(ADA)
    await node.change(lambda room: room.close(by=ADA))
    await idle()
    send(node, ada, "room:toggle_lock")
    await idle()
    assert _acks(ada)[0][2]["error"]["code"] == "ROOM_NOT_FOUND"


async def test_one_whose_connection_is_lost_is_marked_as_away_once_its_commands_are_done(
    node: Backstage,
) -> None:
    await node.room(ADA, BEN)
    await node.enter(ADA)
    ben = await node.enter(BEN)
    node.store.committing.close()
    send(node, ben, "room:leave")
    await idle()
    ben.die()
    await idle()
    assert node.store.committing.waiting == 1
    node.store.committing.open()
    await node.departures.finish()
    assert BEN not in (await node.store.get(CODE)).members


async def test_the_late_end_of_a_replaced_socket_changes_nothing(node: Backstage) -> None:
    await node.room(ADA)
    old = await node.enter(ADA)
    node.store.hold()
    new = await node.enter(ADA)
    old.die()
    await node.departures.finish()
    member = (await node.store.get(CODE)).members[ADA]
    assert member.socket_id == node.session(new).socket_id
    node.store.deliver()
    await idle()
    assert new.names == [*FIRST]


async def test_one_who_says_goodbye_and_enters_again_over_one_connection_is_let_in(
    node: Backstage,
) -> None:
    await node.room(ADA)
    line = await node.enter(ADA)
    node.door.leave(node.session(line))
    line.hang_up_in(1)
    await node.knock(ADA, line)
    await asyncio.sleep(5)
    assert line.names == [*FIRST, *FIRST]
    assert not line.closed


async def test_the_farewell_of_an_earlier_socket_does_not_end_a_later_one_of_the_connection(
    node: Backstage,
) -> None:
    await node.room(ADA, BEN)
    line = await node.enter(BEN)
    node.store.confirming.close()
    send(node, line, "room:toggle_lock")
    await idle()
    await node.change(lambda room: room.connect(BEN, "elsewhere", NODE))
    await idle()
    node.door.leave(node.session(line))
    node.store.confirming.let_through()
    again = asyncio.create_task(node.knock(BEN, line))
    node.store.confirming.open()
    await again
    await asyncio.sleep(5)
    assert "DISCONNECT" not in line.names
    assert not line.closed


async def test_behind_a_shut_door_those_who_are_in_stay_until_they_go(node: Backstage) -> None:
    await node.room(ADA, BEN)
    ada = await node.enter(ADA)
    node.store.confirming.close()
    ben = node.line()
    entering = asyncio.create_task(node.knock(BEN, ben))
    await idle()
    node.door.shut()
    emptied = asyncio.create_task(node.door.emptied())
    await idle()
    late = await node.enter(ADA)
    assert late.closed
    assert not ada.closed
    assert not emptied.done()
    ada.die()
    ben.die()
    node.store.confirming.open()
    await emptied
    assert entering.done()
    assert ben.said == []
    members = (await node.store.get(CODE)).members.values()
    assert not any(member.is_connected for member in members)
    assert ada.names == [*FIRST, "user:connected"]
    node.door.shut()
    await node.door.emptied()


def _acks(line: Line) -> list[tuple[object, ...]]:
    return [said for said in line.said if said[0] == "ack"]
