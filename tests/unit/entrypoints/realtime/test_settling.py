"""What time brings to a room happens when it is due, if people of it are here."""

import asyncio
from datetime import timedelta

from application.errors import StoreUnavailable
from domain.timing import Timing
from tests.backstage import TTL, Backstage
from tests.hurried_loop import idle
from tests.rooms import ADA, BEN, CLEO

GRACE = timedelta(seconds=60)
SECOND = timedelta(seconds=1)
HOST = Timing(TTL, host_grace=GRACE)
PRESENCE = Timing(TTL, presence_grace=GRACE)
MEMBER = Timing(TTL, member_grace=GRACE)


async def test_a_host_that_stays_away_is_followed_when_it_is_due(node: Backstage) -> None:
    await node.room(ADA, BEN, timing=HOST)
    ada, ben = await node.enter(ADA), await node.enter(BEN)
    ada.die()
    await idle()
    await node.pass_by(GRACE - SECOND)
    assert ben.payloads("room:host_updated") == []
    await node.pass_by(SECOND)
    assert ben.payloads("room:host_updated") == [{"hostId": BEN}]


async def test_a_host_that_is_back_in_time_stays_the_host(node: Backstage) -> None:
    await node.room(ADA, BEN, timing=HOST)
    ada, ben = await node.enter(ADA), await node.enter(BEN)
    ada.die()
    await idle()
    await node.pass_by(GRACE - SECOND)
    await node.enter(ADA)
    await node.pass_by(2 * GRACE)
    assert ben.payloads("room:host_updated") == []


async def test_the_first_who_enters_after_the_grace_of_the_host_is_the_host(
    node: Backstage,
) -> None:
    await node.room(ADA, BEN, timing=HOST)
    await node.pass_by(2 * GRACE)
    ben = await node.enter(BEN)
    await node.pass_by(SECOND)
    assert ben.payloads("room:host_updated") == [{"hostId": BEN}]


async def test_a_connection_that_comes_back_in_time_is_not_noticed(node: Backstage) -> None:
    await node.room(ADA, BEN, timing=PRESENCE)
    ada, ben = await node.enter(ADA), await node.enter(BEN)
    ben.die()
    await idle()
    await node.pass_by(GRACE - SECOND)
    await node.enter(BEN)
    await node.pass_by(2 * GRACE)
    assert ada.names.count("user:disconnected") == 0
    assert ada.names.count("user:connected") == 1


async def test_a_connection_that_does_not_come_back_is_noticed_after_the_grace(
    node: Backstage,
) -> None:
    await node.room(ADA, BEN, timing=PRESENCE)
    ada, ben = await node.enter(ADA), await node.enter(BEN)
    ben.die()
    await idle()
    await node.pass_by(GRACE)
    assert ada.names[-1] == "user:disconnected"
    await node.enter(BEN)
    assert ada.names[-1] == "user:connected"


async def test_who_enters_meanwhile_is_shown_what_the_others_have_been_told(
    node: Backstage,
) -> None:
    await node.room(ADA, BEN, CLEO, timing=PRESENCE)
    ada, ben = await node.enter(ADA), await node.enter(BEN)
    ben.die()
    await idle()
    cleo = await node.enter(CLEO)
    (state,) = cleo.payloads("room:state")
    assert [user["isConnected"] for user in state["users"]] == [True, True, True]
    await node.pass_by(GRACE)
    assert ada.names[-1] == cleo.names[-1] == "user:disconnected"


async def test_a_member_that_stays_away_leaves_when_it_is_due(node: Backstage) -> None:
    await node.room(ADA, BEN, timing=MEMBER)
    ada = await node.enter(ADA)
    await node.pass_by(GRACE)
    assert ada.payloads("user:left") == [{"reason": "TIMEOUT", "userId": BEN}]


async def test_what_is_due_while_the_store_fails_happens_when_it_answers_again(
    node: Backstage,
) -> None:
    await node.room(ADA, BEN, timing=MEMBER)
    ada = await node.enter(ADA)
    node.store.committing.fail_next(*[StoreUnavailable()] * 3)
    await node.pass_by(GRACE)
    assert ada.payloads("user:left") == []
    await asyncio.sleep(10)
    assert ada.payloads("user:left") == [{"reason": "TIMEOUT", "userId": BEN}]


async def test_where_the_stores_clock_is_behind_what_is_due_waits_for_it(
    node: Backstage,
) -> None:
    await node.room(ADA, BEN, timing=MEMBER)
    ada = await node.enter(ADA)
    await asyncio.sleep(GRACE.total_seconds())
    await idle()
    assert ada.payloads("user:left") == []
    await node.pass_by(GRACE)
    assert ada.payloads("user:left") == [{"reason": "TIMEOUT", "userId": BEN}]
