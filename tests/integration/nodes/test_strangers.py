"""What belongs to one room opens, and tells, nothing of another."""

from collections.abc import Iterator

import pytest
from redis import Redis as SyncRedis
from redis.asyncio import Redis

from tests.crowd import Door, inside
from tests.nodes import Node, node_process, on_store
from tests.players import Player
from tests.redis_store import footprint_in
from tests.servers import ValkeyServer

pytestmark = pytest.mark.parametrize("store", ["valkey"], indirect=True, scope="module")


@pytest.fixture
def one_code(store: ValkeyServer) -> Iterator[Node]:
    """A node whose rooms all get the one code that is free."""
    codes = {"ROOM_CODE_ALPHABET": "XY", "ROOM_CODE_LENGTH": "1"}
    with node_process(on_store(store.url) | codes) as node:
        yield node
    with SyncRedis.from_url(store.url) as redis:
        redis.flushall()


async def test_a_host_cannot_kick_someone_of_another_room(door: Door) -> None:
    host, stranger = await door.create(), await door.create()
    async with inside(host, stranger):
        answer = await host.call("room:kick", {"kickUserId": stranger.id})
        assert answer["error"]["code"] == "MEMBER_NOT_FOUND"
        answer = await host.call("room:transfer_host", {"newHostId": stranger.id})
        assert answer["error"]["code"] == "MEMBER_NOT_FOUND"
        assert stranger.names == ["room:state"]


async def test_a_token_of_one_room_is_worth_nothing_on_the_path_of_another(door: Door) -> None:
    one, other = await door.create(), await door.create()
    answer = await door.rejoin(other.code, one.token)
    assert (answer.status_code, answer.json()["code"]) == (404, "ROOM_NOT_FOUND")


async def test_a_closed_rooms_token_opens_nothing_of_the_room_that_got_its_code(
    one_code: Node,
) -> None:
    async with Door(one_code.url) as door:
        old = await _last_free_code(door)
        guest = await door.join(old.code, 0)
        async with inside(old, guest):
            assert (await old.call("room:close"))["ok"]
            await guest.until("room:closed")
        newer = await door.create()
        assert newer.code == old.code
        async with inside(newer):
            for late in (old, guest):
                refused = await door.rejoin(newer.code, late.token)
                assert (refused.status_code, refused.json()["code"]) == (404, "MEMBER_NOT_FOUND")
                await late.connect({"token": late.token})
                assert (await late.until("connect_error"))["data"] == {"code": "MEMBER_NOT_FOUND"}
                await late.close()
            assert newer.names == ["room:state"]


async def test_sockets_of_a_lost_room_hear_nothing_of_the_room_that_got_its_code(
    one_code: Node, redis: Redis
) -> None:
    async with Door(one_code.url) as door:
        old = await _last_free_code(door)
        guest = await door.join(old.code, 0)
        async with inside(old, guest):
            heard = len(guest.heard)
            await redis.delete(*await footprint_in(redis, old.code))
            newer = await door.create()
            assert newer.code == old.code
            async with inside(newer):
                assert (await newer.call("room:toggle_lock"))["ok"]
                await guest.until("disconnect")
                assert guest.heard[heard][:2] == ("room:closed", {"reason": "LOST"})
                assert guest.names[heard:] == ["room:closed", "disconnect"]
                assert (await newer.call("room:close"))["ok"]


async def _last_free_code(door: Door) -> Player:
    """The host of a room with the one of two codes that is left, the other being taken."""
    other = await door.create()
    host = await door.create()
    assert other.code != host.code
    return host
