"""A socket that the store takes for gone, and that is there: nobody stays alive and offline."""

import asyncio

from application.errors import StoreUnavailable
from domain.member import Member
from tests.backstage import Backstage
from tests.hurried_loop import idle
from tests.lines import Line
from tests.rooms import ADA, BEN, CODE, NODE
from tests.stepped_leases import LEASE

FIRST = ("CONNECT", "room:state")


async def member(node: Backstage, user_id: str) -> Member:
    return (await node.store.get(CODE)).members[user_id]


async def declared_dead(node: Backstage) -> str:
    """The id under which another node has declared this one dead."""
    dead = node.residence.node_id
    node.store.clock.advance(LEASE)
    assert list(await node.leases.memory.lapsed()) == [dead]
    return dead


async def lose_node(node: Backstage, node_id: str) -> None:
    await node.change(lambda room: room.lose_node(node_id))
    await idle()


async def is_reclaimed(node: Backstage, line: Line, user_id: str) -> bool:
    """Whether the member is connected on this very socket, which is this node's."""
    session, found = node.session(line), await member(node, user_id)
    return (found.socket_id, found.node_id) == (session.socket_id, node.residence.node_id)


async def test_one_whose_connection_the_store_has_lost_is_reclaimed(node: Backstage) -> None:
    await node.room(ADA, BEN)
    ada, ben = await node.enter(ADA), await node.enter(BEN)
    await lose_node(node, node.residence.node_id)
    for line in (ada, ben):
        names = [name for name in line.names if name.startswith("user:")][-4:]
        assert names == ["user:disconnected", "user:disconnected"] + 2 * ["user:connected"]
        assert not line.closed
    assert await is_reclaimed(node, ada, ADA)
    assert await is_reclaimed(node, ben, BEN)


async def test_one_that_is_found_offline_when_the_room_is_loaded_is_reclaimed(
    node: Backstage,
) -> None:
    await node.room(ADA)
    line = await node.enter(ADA)
    node.store.hold()
    socket_id = node.session(line).socket_id
    await node.change(lambda room: room.disconnect(ADA, socket_id))
    node.store.interrupt()
    node.store.deliver()
    await idle()
    assert line.names == [*FIRST, "room:state", "user:connected"]
    assert await is_reclaimed(node, line, ADA)


async def test_when_the_lease_was_lost_all_sockets_are_reclaimed_under_the_new_id(
    node: Backstage,
) -> None:
    await node.room(ADA, BEN)
    ada, ben = await node.enter(ADA), await node.enter(BEN)
    dead = await declared_dead(node)
    await node.residence.renew()
    await idle()
    assert node.residence.node_id != dead
    assert await is_reclaimed(node, ada, ADA)
    assert await is_reclaimed(node, ben, BEN)
    heard = list(ben.names)
    await lose_node(node, dead)
    assert ben.names == heard


async def test_one_who_has_come_back_elsewhere_is_sent_away_as_replaced(node: Backstage) -> None:
    await node.room(ADA, BEN)
    ada, _ = await node.enter(ADA), await node.enter(BEN)
    dead = await declared_dead(node)
    node.store.hold()
    await lose_node(node, dead)
    await node.change(lambda room: room.connect(ADA, "elsewhere", NODE))
    await node.residence.renew()
    await idle()
    node.store.deliver()
    await idle()
    assert ada.payloads("error:room")[0]["code"] == "SESSION_REPLACED"
    assert ada.names[-1] == "DISCONNECT"
    assert (await member(node, ADA)).socket_id == "elsewhere"


async def test_one_who_is_no_member_any_more_is_sent_away(node: Backstage) -> None:
    await node.room(ADA, BEN)
    _, ben = await node.enter(ADA), await node.enter(BEN)
    node.store.hold()
    await node.change(lambda room: room.kick(by=ADA, target=BEN))
    await declared_dead(node)
    await node.residence.renew()
    await idle()
    node.store.deliver()
    await idle()
    assert ben.payloads("error:room")[0]["code"] == "MEMBER_NOT_FOUND"
    assert ben.names[-1] == "DISCONNECT"


async def test_the_end_of_the_room_is_told_as_ever_to_one_who_is_reclaimed_too_late(
    node: Backstage,
) -> None:
    await node.room(ADA)
    ada = await node.enter(ADA)
    node.store.hold()
    await node.change(lambda room: room.close(by=ADA))
    await declared_dead(node)
    await node.residence.renew()
    await idle()
    node.store.deliver()
    await idle()
    assert ada.names == [*FIRST, "room:closed", "DISCONNECT"]


async def test_reclaiming_goes_on_until_the_store_answers(node: Backstage) -> None:
    await node.room(ADA)
    ada = await node.enter(ADA)
    node.store.committing.fail_next(*[StoreUnavailable()] * 3)
    await lose_node(node, node.residence.node_id)
    await asyncio.sleep(10)
    assert await is_reclaimed(node, ada, ADA)


async def test_one_that_goes_while_it_is_reclaimed_is_offline_in_the_end(node: Backstage) -> None:
    await node.room(ADA)
    ada = await node.enter(ADA)
    node.store.committing.close()
    await lose_node(node, node.residence.node_id)
    ada.die()
    await idle()
    while node.store.committing.waiting:
        node.store.committing.let_through(-1)
        await idle()
    node.store.committing.open()
    await node.door.emptied()
    assert not (await member(node, ADA)).is_connected


async def test_one_who_enters_while_the_lease_is_lost_is_on_the_new_node(node: Backstage) -> None:
    await node.room(ADA)
    node.store.confirming.close()
    line = node.line()
    entering = asyncio.create_task(node.knock(ADA, line))
    await idle()
    dead = await declared_dead(node)
    await node.residence.renew()
    await idle()
    await lose_node(node, dead)
    node.store.confirming.open()
    await entering
    await idle()
    assert not line.closed
    assert await is_reclaimed(node, line, ADA)


async def test_a_room_is_in_the_index_before_anybody_is_connected_there(node: Backstage) -> None:
    await node.room(ADA)
    node.leases.answering.close()
    entering = asyncio.create_task(node.knock(ADA, node.line()))
    await idle()
    assert not (await member(node, ADA)).is_connected
    node.leases.answering.open()
    await entering
    assert (await member(node, ADA)).is_connected


async def test_a_room_is_in_the_index_until_the_store_has_heard_that_the_last_one_went(
    node: Backstage,
) -> None:
    await node.room(ADA)
    ada = await node.enter(ADA)
    node.store.committing.close()
    ada.die()
    await idle()
    await node.residence.renew()
    node.store.clock.advance(LEASE)
    assert await node.leases.memory.lapsed() == {node.residence.node_id: {CODE}}
    node.store.committing.open()


async def test_nothing_is_left_in_the_index_when_all_have_gone(node: Backstage) -> None:
    await node.room(ADA, BEN)
    for line in (await node.enter(ADA), await node.enter(BEN)):
        line.die()
    await node.door.emptied()
    await node.residence.close()
    node.store.clock.advance(LEASE)
    assert await node.leases.memory.lapsed() == {}


async def test_one_that_is_reclaimed_before_it_hears_that_it_was_replaced_is_offline_in_the_end(
    node: Backstage,
) -> None:
    await node.room(ADA)
    first = await node.enter(ADA)
    node.store.answering.close()
    node.store.interrupt()
    await idle()
    second = await node.enter(ADA)
    second.die()
    await idle()
    await declared_dead(node)
    await node.residence.renew()
    await idle()
    node.store.answering.open()
    await idle()
    assert first.payloads("error:room")[0]["code"] == "SESSION_REPLACED"
    await asyncio.sleep(3)
    assert not (await member(node, ADA)).is_connected
