"""A socket that stays gets new tokens, so that its client can always come back."""

import asyncio
from datetime import timedelta

import pytest

from application.ports import Identity
from entrypoints.realtime.renewal import SOONEST
from tests.backstage import Backstage
from tests.hurried_loop import idle, what_is_left
from tests.lines import Line
from tests.rooms import ADA, BEN, CODE, STRANGER

LIFE = timedelta(hours=6)
FIRST = ["CONNECT", "room:state"]
SECOND = timedelta(seconds=1)


@pytest.fixture(autouse=True)
def tokens_that_end(node: Backstage) -> None:
    node.tokens.life = LIFE


def given(line: Line) -> list[str]:
    """The tokens that a client was given, in order."""
    return [payload["token"] for payload in line.payloads("user:token")]


async def test_a_new_token_comes_when_half_of_the_life_of_the_first_is_over(
    node: Backstage,
) -> None:
    await node.room(ADA)
    line = await node.enter(ADA)
    await node.pass_by(LIFE / 2 - SECOND)
    assert line.names == FIRST
    await node.pass_by(SECOND)
    assert line.names == [*FIRST, "user:token"]
    (token,) = given(line)
    assert line.payloads("user:token") == [{"token": token}]
    assert node.tokens.verify(token) == Identity(CODE, ADA)


async def test_one_who_stays_always_has_a_token_that_is_good(node: Backstage) -> None:
    node.tokens.life = timedelta(minutes=1)
    await node.room(ADA)
    line = await node.enter(ADA)
    for _ in range(120):
        await node.pass_by(5 * SECOND)
        newest = node.tokens.lifetime(given(line)[-1] if given(line) else "token-1")
        assert node.store.clock.now() < newest.expires_at
    assert len(given(line)) == len(set(given(line))) == 20


async def test_everybody_gets_their_own(node: Backstage) -> None:
    await node.room(ADA, BEN)
    lines = [await node.enter(ADA), await node.enter(BEN)]
    await node.pass_by(LIFE / 2)
    tokens = [given(line)[0] for line in lines]
    assert [node.tokens.verify(token).user_id for token in tokens] == [ADA, BEN]


async def test_one_who_comes_with_a_token_past_its_half_gets_a_new_one_after_the_state(
    node: Backstage,
) -> None:
    await node.room(ADA)
    old = node.tokens.issue(Identity(CODE, ADA))
    node.store.clock.advance(LIFE / 2)
    line = node.line()
    await node.door.enter(line, old)
    assert line.names == [*FIRST, "user:token"]
    await node.pass_by(LIFE / 2)
    assert line.names == [*FIRST, "user:token", "user:token"]


async def test_what_waited_comes_after_the_token(node: Backstage) -> None:
    await node.room(ADA)
    old = node.tokens.issue(Identity(CODE, ADA))
    node.store.clock.advance(LIFE / 2)
    node.store.confirming.close()
    line = node.line()
    entering = asyncio.create_task(node.door.enter(line, old))
    await idle()
    await node.change(lambda room: room.toggle_lock(by=ADA))
    node.store.confirming.open()
    await entering
    await idle()
    assert line.names == [*FIRST, "user:token", "room:lock_toggled"]


async def test_tokens_of_no_life_come_once_a_second(node: Backstage) -> None:
    await node.room(ADA)
    node.tokens.life = timedelta(0)
    line = await node.enter(ADA)
    await asyncio.sleep(10 * SOONEST - 0.5)
    assert len(given(line)) == 10


async def test_one_who_has_gone_is_given_nothing(node: Backstage) -> None:
    await node.room(ADA)
    line = await node.enter(ADA)
    line.die()
    await idle()
    assert what_is_left() == []
    assert line.names == FIRST


async def test_one_who_was_sent_away_is_given_nothing_while_hanging_up(node: Backstage) -> None:
    await node.room(ADA, BEN)
    line = await node.enter(BEN)
    await node.pass_by(LIFE / 2 - SECOND)
    await node.change(lambda room: room.kick(by=ADA, target=BEN))
    await idle()
    assert not line.closed
    await node.pass_by(2 * SECOND)
    assert line.names[-1] == "DISCONNECT"
    assert given(line) == []
    assert what_is_left() == []


async def test_one_who_was_replaced_leaves_it_to_the_newer_connection(node: Backstage) -> None:
    await node.room(ADA)
    older, newer = await node.enter(ADA), await node.enter(ADA)
    await node.pass_by(LIFE / 2)
    assert (len(given(older)), len(given(newer))) == (0, 1)


async def test_one_who_was_refused_is_given_nothing(node: Backstage) -> None:
    await node.room(ADA)
    old = node.tokens.issue(Identity(CODE, STRANGER))
    node.store.clock.advance(LIFE)
    line = node.line()
    await node.door.enter(line, old)
    assert line.names == ["REFUSED"]
    line.die()
    await idle()
    assert what_is_left() == []
