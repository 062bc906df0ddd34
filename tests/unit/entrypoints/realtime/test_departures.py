"""Sockets that are gone, until the store knows."""

import asyncio

import pytest
from structlog.testing import capture_logs

from application.commit import Committed
from application.deadline import answer_due
from application.disconnect_member import DisconnectMember
from application.errors import Busy, StoreUnavailable
from application.ports import Change, Identity
from entrypoints.realtime.departures import AT_ONCE, Departures
from tests.backstage import PATIENCE, Backstage, SteadyBackoff
from tests.hurried_loop import idle
from tests.rooms import ADA, BEN, CODE, NODE
from tests.stepped_store import SteppedStore

WHO = Identity(CODE, ADA)


async def connected(node: Backstage, socket_id: str) -> None:
    await node.room(ADA, BEN)
    await node.change(lambda room: room.connect(ADA, socket_id, NODE))


async def is_connected(node: Backstage) -> bool:
    return (await node.store.get(CODE)).members[ADA].is_connected


async def test_the_store_hears_that_a_socket_is_gone(node: Backstage) -> None:
    await connected(node, "a socket")
    node.departures.add(WHO, "a socket")
    await node.departures.finish()
    assert not await is_connected(node)


async def test_a_socket_that_was_replaced_changes_nothing(node: Backstage) -> None:
    await connected(node, "a newer socket")
    node.departures.add(WHO, "a socket")
    await node.departures.finish()
    assert await is_connected(node)


@pytest.mark.parametrize("who", [Identity("NOROOM", ADA), Identity(CODE, "nobody")])
async def test_one_whom_the_store_does_not_know_needs_no_second_attempt(
    node: Backstage, who: Identity
) -> None:
    await node.room(ADA)
    node.departures.add(who, "a socket")
    await idle()
    await node.departures.finish()


async def test_it_is_tried_until_the_store_answers(node: Backstage) -> None:
    await connected(node, "a socket")
    node.store.committing.fail_next(StoreUnavailable(), Busy(), StoreUnavailable())
    begun = asyncio.get_running_loop().time()
    node.departures.add(WHO, "a socket")
    await node.departures.finish()
    assert asyncio.get_running_loop().time() == begun + 1 + 2 + 3
    assert not await is_connected(node)


async def test_an_unforeseen_error_is_logged_and_ends_it(node: Backstage) -> None:
    await connected(node, "a socket")
    node.store.committing.fail_next(ZeroDivisionError("unforeseen"))
    with capture_logs() as logs:
        node.departures.add(WHO, "a socket")
        await node.departures.finish()
    assert [(entry["event"], entry["log_level"]) for entry in logs] == [
        ("disconnection failed", "error")
    ]


async def test_it_begins_when_what_comes_before_is_over(node: Backstage) -> None:
    await connected(node, "a socket")
    over = asyncio.Event()

    async def before() -> None:
        await over.wait()

    node.departures.add(WHO, "a socket", after=before())
    finished = asyncio.create_task(node.departures.finish())
    await idle()
    assert await is_connected(node)
    assert not finished.done()
    over.set()
    await finished
    assert not await is_connected(node)


async def test_finish_waits_for_those_too_that_come_meanwhile(node: Backstage) -> None:
    await connected(node, "a socket")
    node.store.committing.close()
    node.departures.add(WHO, "a socket")
    finished = asyncio.create_task(node.departures.finish())
    await idle()
    node.departures.add(Identity(CODE, BEN), "another")
    await idle()
    node.store.committing.let_through()
    await idle()
    assert not finished.done()
    node.store.committing.let_through()
    await finished


async def test_every_attempt_is_given_its_time(node: Backstage) -> None:
    dues: list[float | None] = []

    class Slow(SteppedStore):
        async def update(self, code: str, change: Change) -> Committed:
            dues.append(answer_due())
            raise StoreUnavailable if len(dues) < 2 else ZeroDivisionError

    departures = Departures(DisconnectMember(Slow()), node.residence, SteadyBackoff(), PATIENCE)
    now = asyncio.get_running_loop().time()
    departures.add(WHO, "a socket")
    await departures.finish()
    assert dues == [now + PATIENCE, now + 1 + PATIENCE]


async def test_a_user_is_settled_when_the_store_has_heard_of_what_is_overdue(
    node: Backstage,
) -> None:
    await connected(node, "a socket")
    node.store.committing.fail_next(*[StoreUnavailable()] * 3)
    node.departures.add(WHO, "a socket")
    node.departures.add(WHO, "another")
    await idle()
    await node.departures.settled(Identity(CODE, BEN))
    settled = asyncio.create_task(node.departures.settled(WHO))
    await idle()
    assert not settled.done()
    await settled
    assert not await is_connected(node)
    await node.departures.settled(WHO)


async def test_a_departure_under_way_keeps_nobody_waiting(node: Backstage) -> None:
    await connected(node, "a socket")
    node.store.committing.close()
    node.departures.add(WHO, "a socket")
    await idle()
    await node.departures.settled(WHO)
    node.store.committing.open()
    await node.departures.finish()


async def test_a_store_that_was_away_is_not_stormed(node: Backstage) -> None:
    await node.room()
    guests = [Identity(CODE, f"guest {number}") for number in range(50)]
    node.store.committing.fail_next(*[StoreUnavailable()] * len(guests))
    for guest in guests:
        node.departures.add(guest, "a socket")
    await idle()
    node.store.committing.close()
    finished = asyncio.create_task(node.departures.finish())
    while not finished.done():
        await asyncio.sleep(1)
        assert node.store.committing.waiting <= AT_ONCE
        while node.store.committing.waiting:
            node.store.committing.let_through()
            await idle()
            assert node.store.committing.waiting <= AT_ONCE
