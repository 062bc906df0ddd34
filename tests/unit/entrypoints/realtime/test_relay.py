"""Which rooms a node follows: those with sockets on it, and nothing else."""

import asyncio

from application.ports import Identity
from entrypoints.realtime.session import Session
from tests.backstage import Backstage, session_on
from tests.hurried_loop import idle, what_is_left
from tests.rooms import ADA, BEN, CODE


def a_session(node: Backstage, user_id: str, code: str = CODE) -> Session:
    return session_on(node.line(), Identity(code, user_id), f"socket of {user_id}")


async def test_a_room_is_followed_from_its_first_socket_until_its_last_is_gone(
    node: Backstage,
) -> None:
    ada, ben = a_session(node, ADA), a_session(node, BEN)
    assert (await node.relay.host(ada)) is (await node.relay.host(ben))
    assert (node.relay.hosted, len(node.store.followers)) == (1, 1)
    node.relay.drop(ada)
    await idle()
    assert (node.relay.hosted, len(node.store.followers)) == (1, 1)
    node.relay.drop(ben)
    await idle()
    assert (node.relay.hosted, len(node.store.followers)) == (0, 0)
    assert what_is_left() == []


async def test_rooms_are_followed_each_on_its_own(node: Backstage) -> None:
    one, other = a_session(node, ADA), a_session(node, ADA, "OTHER")
    assert (await node.relay.host(one)) is not (await node.relay.host(other))
    node.relay.drop(one)
    assert node.relay.hosted == 1
    node.relay.drop(other)


async def test_dropping_one_that_is_not_there_changes_nothing(node: Backstage) -> None:
    ada, stranger = a_session(node, ADA), a_session(node, BEN)
    node.relay.drop(stranger)
    await node.relay.host(ada)
    node.relay.drop(stranger)
    assert node.relay.hosted == 1
    node.relay.drop(ada)
    node.relay.drop(ada)
    assert node.relay.hosted == 0


async def test_hosting_returns_when_the_subscription_is_in_force(node: Backstage) -> None:
    node.store.subscribing.close()
    ada = a_session(node, ADA)
    hosting = asyncio.create_task(node.relay.host(ada))
    await idle()
    assert not hosting.done()
    node.store.subscribing.open()
    assert (await hosting).sessions == {ada}
    node.relay.drop(ada)


async def test_one_who_gives_up_waiting_takes_nothing_from_the_others(node: Backstage) -> None:
    node.store.subscribing.close()
    ada, ben = a_session(node, ADA), a_session(node, BEN)
    impatient = asyncio.create_task(node.relay.host(ada))
    patient = asyncio.create_task(node.relay.host(ben))
    await idle()
    impatient.cancel()
    await asyncio.wait([impatient])
    node.relay.drop(ada)
    node.store.subscribing.open()
    assert (await patient).sessions == {ben}
    node.relay.drop(ben)


async def test_the_last_one_who_gives_up_waiting_leaves_nothing(node: Backstage) -> None:
    node.store.subscribing.close()
    ada = a_session(node, ADA)
    impatient = asyncio.create_task(node.relay.host(ada))
    await idle()
    impatient.cancel()
    await asyncio.wait([impatient])
    node.relay.drop(ada)
    await idle()
    assert what_is_left() == []
    node.store.subscribing.open()
    again = a_session(node, ADA)
    await node.relay.host(again)
    node.relay.drop(again)


async def test_a_room_that_is_dropped_while_it_is_asked_for_is_asked_for_no_more(
    node: Backstage,
) -> None:
    await node.room(ADA)
    line = await node.enter(ADA)
    node.store.answering.close()
    node.store.interrupt()
    await idle()
    line.die()
    await node.departures.finish()
    await idle()
    assert what_is_left() == []
