"""Following a room begins when nothing escapes any more, and ends without a trace."""

import asyncio
import gc

import pytest

from adapters.postgres_feed_room import FeedRoom
from application.contract.changes import toggle
from application.contract.fresh import fresh_code
from application.errors import StoreUnavailable
from tests.any_store import open_room
from tests.catches import What, having
from tests.commits import follow_for_ever, next_commit
from tests.gate import Gate
from tests.postgres_server import PostgresServer
from tests.postgres_store import SIGN_OF_LIFE, Node, fresh_schema, node_at

LISTEN = having(b"LISTEN ")


async def test_what_was_acknowledged_before_following_is_not_heard_however_late_it_comes(
    gate: Gate, here: Node, there: Node
) -> None:
    room = await open_room(there)
    async with here.feed.follow(fresh_code()):
        slow = gate.hold(What.MESSAGE, having(room.code.encode()))
        await there.rooms.update(room.code, toggle)
        await slow.happened()
        asyncio.get_running_loop().call_later(0.2, slow.release)
        async with here.feed.follow(room.code) as feed:
            await there.rooms.update(room.code, toggle)
            assert (await next_commit(feed)).version == 3


async def test_many_who_enter_at_once_wait_for_the_same_sign_of_life(
    gate: Gate, here: Node
) -> None:
    async with here.feed.follow(fresh_code()):
        asked = gate.watch(What.COMMAND, SIGN_OF_LIFE)
        crowd = [
            asyncio.ensure_future(follow_for_ever(here.feed, fresh_code())) for _ in range(200)
        ]
        async with here.feed.follow(fresh_code()):
            assert len(asked.caught) <= 3
        for one in crowd:
            one.cancel()
        await asyncio.wait(crowd)


async def test_rooms_that_nobody_follows_any_more_take_no_memory(here: Node) -> None:
    def followed() -> set[int]:
        gc.collect()
        return {id(one) for one in gc.get_objects() if isinstance(one, FeedRoom)}

    before = followed()
    for _ in range(50):
        async with here.feed.follow(fresh_code()):
            pass
    assert not followed() - before


async def test_a_connection_that_is_cut_while_followers_come_and_go_is_made_again(
    gate: Gate, here: Node, there: Node
) -> None:
    room = await open_room(there)
    codes = [room.code, *(fresh_code() for _ in range(4))]
    storm: list[asyncio.Future[None]] = []
    for turn in range(200):
        storm.append(asyncio.ensure_future(follow_for_ever(here.feed, codes[turn % 5])))
        storm[turn * 7 % len(storm)].cancel()
        if turn % 40 == 0:
            await gate.cut()
        await asyncio.sleep(0.002 if turn % 3 == 0 else 0)
    for one in storm:
        one.cancel()
    await asyncio.wait(storm)
    async with here.feed.follow(room.code) as feed:
        await there.rooms.update(room.code, toggle)
        while not hasattr(last := await anext(feed), "version"):
            pass  # cut once more just before
        assert last.version == 2


async def test_a_closed_feed_follows_nothing(here: Node) -> None:
    await here.feed.close()
    await here.feed.close()
    async with asyncio.timeout(5):
        with pytest.raises(StoreUnavailable):
            await follow_for_ever(here.feed, fresh_code())


async def test_two_schemas_of_one_database_do_not_hear_each_other(
    postgres: PostgresServer,
) -> None:
    at = postgres.url
    async with node_at(at, fresh_schema()) as one, node_at(at, fresh_schema()) as two:
        room = await open_room(one)
        await open_room(two, code=room.code)
        async with one.feed.follow(room.code) as ones, two.feed.follow(room.code) as twos:
            await two.rooms.update(room.code, toggle)
            await one.rooms.update(room.code, toggle)
            first, second = await next_commit(ones), await next_commit(twos)
        assert first.room_id == room.room_id
        assert second.room_id != room.room_id
