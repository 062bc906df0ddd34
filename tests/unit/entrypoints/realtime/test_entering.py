"""What happens around a socket that enters (DESIGN, "A socket enters")."""

import asyncio

from entrypoints.realtime.session import Phase
from tests.backstage import Backstage
from tests.hurried_loop import idle
from tests.lines import Line
from tests.rooms import ADA, BEN, CLEO, CODE

FIRST = ("CONNECT", "room:state")


def background(node: Backstage, user_id: str, line: Line) -> asyncio.Task[None]:
    return asyncio.create_task(node.knock(user_id, line))


async def test_connect_comes_first_and_then_the_state_as_of_its_own_commit(
    node: Backstage,
) -> None:
    await node.room(ADA, BEN)
    line = await node.enter(ADA)
    assert line.names == ["CONNECT", "room:state"]
    assert line.said[0][1] == {"sid": node.session(line).socket_id}
    assert line.versions == [3]
    state = line.payloads("room:state")[0]
    assert [(u["id"], u["isConnected"]) for u in state["users"]] == [(ADA, True), (BEN, False)]


async def test_the_others_hear_of_it_and_the_one_who_enters_does_not(node: Backstage) -> None:
    await node.room(ADA, BEN)
    ada = await node.enter(ADA)
    ben = await node.enter(BEN)
    assert ada.names == [*FIRST, "user:connected"]
    assert ada.payloads("user:connected")[0]["user"]["id"] == BEN
    assert ben.names == [*FIRST]


async def test_what_happens_between_the_commit_and_connect_comes_after_the_state(
    node: Backstage,
) -> None:
    await node.room(ADA, BEN)
    ada = await node.enter(ADA)
    node.store.confirming.close()
    ben = node.line()
    background(node, BEN, ben)
    await idle()
    await node.change(lambda room: room.toggle_lock(by=ADA))
    await idle()
    assert ben.said == []
    assert ada.names[-1] == "room:lock_toggled"
    node.store.confirming.open()
    await idle()
    assert ben.names == [*FIRST, "room:lock_toggled"]
    assert ben.payloads("room:state")[0]["room"]["isLocked"] is False


async def test_one_whose_commit_is_announced_before_it_is_answered_hears_nothing_of_itself(
    node: Backstage,
) -> None:
    await node.room(ADA)
    node.store.confirming.close()
    line = node.line()
    background(node, ADA, line)
    await idle()
    node.store.confirming.open()
    await idle()
    assert line.names == [*FIRST]


async def test_the_first_socket_hears_what_follows_when_its_own_commit_is_announced_late(
    node: Backstage,
) -> None:
    await node.room(ADA)
    node.store.hold()
    line = await node.enter(ADA)
    await node.change(lambda room: room.toggle_lock(by=ADA))
    node.store.deliver(1)
    await idle()
    assert line.names == [*FIRST]
    node.store.deliver()
    await idle()
    assert line.names == [*FIRST, "room:lock_toggled"]
    assert node.store.asking.waiting == 0


async def test_commits_from_before_the_first_socket_are_passed_over(node: Backstage) -> None:
    await node.room(ADA)
    node.store.hold()
    node.store.committing.close()
    line = node.line()
    background(node, ADA, line)
    await idle()
    await node.change(lambda room: room.toggle_lock(by=ADA))
    await node.change(lambda room: room.toggle_lock(by=ADA))
    node.store.committing.open()
    await idle()
    assert line.versions == [4]
    node.store.deliver()
    await idle()
    await node.change(lambda room: room.toggle_lock(by=ADA))
    await idle()
    assert line.names == [*FIRST, "room:lock_toggled"]


async def test_commits_from_before_the_first_socket_that_wait_here_already_are_passed_over(
    node: Backstage,
) -> None:
    await node.room(ADA)
    node.store.committing.close()
    line = node.line()
    background(node, ADA, line)
    await idle()
    await node.change(lambda room: room.toggle_lock(by=ADA))
    node.store.committing.open()
    await idle()
    await node.change(lambda room: room.toggle_lock(by=ADA))
    await idle()
    assert line.names == [*FIRST, "room:lock_toggled"]
    assert line.versions == [3]


async def test_an_older_commit_that_comes_once_the_first_one_has_been_heard_is_a_gap(
    node: Backstage,
) -> None:
    """It can only be of another branch: a store that was rolled back."""
    await node.room(ADA)
    line = await node.enter(ADA)
    stray = node.store.commits[0]
    for following in node.store.followers:
        following.put(stray)
    await node.change(lambda room: room.toggle_lock(by=ADA))
    await idle()
    assert line.names == [*FIRST, "room:state"]


async def test_two_who_enter_an_unhosted_room_at_once_both_get_everything_in_order(
    node: Backstage,
) -> None:
    await node.room(ADA, BEN)
    ada, ben = node.line(), node.line()
    await asyncio.gather(node.knock(ADA, ada), node.knock(BEN, ben))
    await node.change(lambda room: room.toggle_lock(by=ADA))
    await idle()
    assert ada.names == [*FIRST, "user:connected", "room:lock_toggled"]
    assert ben.names == [*FIRST, "room:lock_toggled"]
    assert (ada.versions, ben.versions) == ([3], [4])


async def test_answers_that_come_in_another_order_than_the_commits_leave_no_gap(
    node: Backstage,
) -> None:
    await node.room(ADA, BEN, CLEO)
    node.store.confirming.close()
    ada, ben, cleo = lines = [node.line() for _ in range(3)]
    for user_id, line in zip((ADA, BEN, CLEO), lines, strict=True):
        background(node, user_id, line)
        await idle()
    for which in (1, 1, 0):
        node.store.confirming.let_through(which)
        await idle()
        await node.change(lambda room: room.toggle_lock(by=ADA))
        await idle()
    locks = ["room:lock_toggled"] * 3
    assert ben.names == [*FIRST, "user:connected", *locks]
    assert cleo.names == [*FIRST, *locks]
    assert ada.names == [*FIRST, "room:state", "user:connected", *locks]
    assert ada.versions == [4, 5]


async def test_one_kicked_before_a_later_commit_was_answered_first_is_sent_away(
    node: Backstage,
) -> None:
    await node.room(ADA, BEN, CLEO)
    node.store.confirming.close()
    ben, cleo = node.line(), node.line()
    background(node, BEN, ben)
    await idle()
    await node.change(lambda room: room.kick(by=ADA, target=BEN))
    background(node, CLEO, cleo)
    await idle()
    for which in (1, 0):
        node.store.confirming.let_through(which)
        await idle()
    assert cleo.names == [*FIRST]
    assert ben.names == [*FIRST, "error:room", "DISCONNECT"]


async def test_one_who_is_kicked_while_entering_is_let_in_and_sent_away(node: Backstage) -> None:
    await node.room(ADA, BEN)
    ada = await node.enter(ADA)
    node.store.confirming.close()
    ben = node.line()
    background(node, BEN, ben)
    await idle()
    await node.change(lambda room: room.kick(by=ADA, target=BEN))
    await idle()
    node.store.confirming.open()
    await idle()
    assert ben.names == [*FIRST, "user:kicked", "DISCONNECT"]
    assert ada.names == [*FIRST, "user:connected", "user:left"]
    await asyncio.sleep(2)
    assert ben.closed


async def test_one_who_enters_as_the_room_is_closed_is_let_in_and_told_once(
    node: Backstage,
) -> None:
    await node.room(ADA, BEN)
    node.store.confirming.close()
    ben = node.line()
    background(node, BEN, ben)
    await idle()
    await node.change(lambda room: room.close(by=ADA))
    node.store.confirming.open()
    await idle()
    assert ben.names == [*FIRST, "room:closed", "DISCONNECT"]
    assert ben.payloads("room:closed") == [{"reason": "HOST_CLOSED"}]


async def test_two_sockets_of_one_user_that_enter_at_once_leave_the_later_one(
    node: Backstage,
) -> None:
    await node.room(ADA)
    one, other = node.line(), node.line()
    await asyncio.gather(node.knock(ADA, one), node.knock(ADA, other))
    await idle()
    assert one.names == [*FIRST, "error:room", "DISCONNECT"]
    assert one.payloads("error:room")[0]["code"] == "SESSION_REPLACED"
    assert other.names == [*FIRST]
    await asyncio.sleep(2)
    assert (one.closed, other.closed) == (True, False)
    room = await node.store.get(CODE)
    assert room.members[ADA].socket_id == node.session(other).socket_id


async def test_one_whose_connection_dies_while_entering_is_marked_as_away_again(
    node: Backstage,
) -> None:
    await node.room(ADA, BEN)
    ada = await node.enter(ADA)
    node.store.confirming.close()
    ben = node.line()
    background(node, BEN, ben)
    await idle()
    ben.die()
    node.store.confirming.open()
    await idle()
    assert ben.said == []
    assert ada.names == [*FIRST, "user:connected", "user:disconnected"]
    assert not (await node.store.get(CODE)).members[BEN].is_connected


async def test_one_whose_connection_dies_before_its_commit_leaves_nothing(
    node: Backstage,
) -> None:
    await node.room(ADA)
    for gate in (node.store.subscribing, node.store.committing):
        gate.close()
        line = node.line()
        background(node, ADA, line)
        await idle()
        line.die()
        gate.open()
        await node.door.emptied()
        await idle()
        assert not (await node.store.get(CODE)).members[ADA].is_connected
        assert node.relay.hosted == 0


async def test_a_connection_that_dies_twice_while_entering_is_dealt_with_once(
    node: Backstage,
) -> None:
    await node.room(ADA)
    node.store.confirming.close()
    line = node.line()
    entering = background(node, ADA, line)
    await idle()
    session = node.session(line)
    node.door.leave(session)
    node.door.leave(session)
    assert session.phase is Phase.GONE
    assert node.relay.hosted == 1
    node.store.confirming.open()
    await entering
    await node.door.emptied()
    assert not (await node.store.get(CODE)).members[ADA].is_connected


async def test_one_whose_connection_is_closed_already_is_not_let_in(node: Backstage) -> None:
    await node.room(ADA)
    line = node.line()
    line.die()
    await node.knock(ADA, line)
    await idle()
    assert node.door.session(line) is None
    assert not (await node.store.get(CODE)).members[ADA].is_connected
