"""Every form of address that `REDIS_URL` may have leads to the store."""

import pytest
from redis.asyncio import Redis
from structlog.testing import CapturingLogger

from application.contract.changes import toggle
from tests.any_store import open_room, unavailable_within
from tests.commits import next_commit
from tests.gate import Gate
from tests.redis_rooms import Node, node_at
from tests.servers import ValkeyServer

PASSWORD = "a p@ss/word:ä%"
QUOTED = "a%20p%40ss%2Fword%3A%C3%A4%25"


async def works(node: Node) -> str:
    """A room is added, followed and changed. Returns its key."""
    room = await open_room(node)
    async with node.feed.follow(room.code) as feed:
        told = await node.rooms.update(room.code, toggle)
        assert (await next_commit(feed)).revision == told.room.revision
    assert await node.rooms.get(room.code) == told.room
    return f"room:{room.code}"


@pytest.mark.parametrize(("path", "database"), [("", 0), ("/", 0), ("/3", 3), ("?db=4", 4)])
async def test_the_database_is_in_the_path_or_the_query(
    valkey: ValkeyServer, redis_url: str, path: str, database: int
) -> None:
    at = redis_url.removesuffix("/0")
    async with node_at(f"{at}{path}") as node, Redis.from_url(f"{at}/{database}") as redis:
        assert await redis.exists(await works(node))


@pytest.mark.parametrize(("query", "database"), [("", 0), ("?db=5", 5)])
async def test_a_unix_socket_works(
    valkey: ValkeyServer, redis_url: str, query: str, database: int
) -> None:
    at = redis_url.removesuffix("/0")
    async with (
        node_at(f"unix://{valkey.unix_path}{query}") as node,
        Redis.from_url(f"{at}/{database}") as redis,
    ):
        assert await redis.exists(await works(node))


async def test_user_and_password_work(spare_valkey: ValkeyServer) -> None:
    async with Redis.from_url(spare_valkey.url) as redis:
        await redis.acl_setuser(
            "ada",
            enabled=True,
            passwords=[f"+{PASSWORD}"],
            keys=["*"],
            channels=["*"],
            categories=["+@all"],
        )
        await redis.acl_setuser("default", enabled=False)
        place = f"127.0.0.1:{spare_valkey.port}"
        async with node_at(f"redis://ada:{QUOTED}@{place}/1") as node:
            await works(node)
        async with node_at(f"unix://ada:{QUOTED}@{spare_valkey.unix_path}") as node:
            await works(node)


async def test_a_password_without_a_user_works_and_a_wrong_one_is_not_logged(
    spare_valkey: ValkeyServer, said: CapturingLogger
) -> None:
    async with Redis.from_url(spare_valkey.url) as redis:
        await redis.config_set("requirepass", PASSWORD)
    place = f"127.0.0.1:{spare_valkey.port}"
    async with node_at(f"redis://:{QUOTED}@{place}") as node:
        await works(node)
    for wrong in (f"redis://:{QUOTED}wrong@{place}", f"redis://{place}"):
        said.calls.clear()
        async with node_at(wrong) as node:
            with unavailable_within(2):
                await node.health.check()
        assert said.calls
        assert PASSWORD not in str(said.calls)


async def test_options_in_the_address_change_nothing_that_matters(
    gate: Gate, said: CapturingLogger
) -> None:
    options = "protocol=3&decode_responses=true&socket_timeout=0.000001&max_connections=1&odd=1"
    async with node_at(f"{gate.url}?{options}") as node:
        await works(node)
    (call,) = said.calls
    assert call.args == ("ignored in the address of redis",)
    assert "odd" in call.kwargs["options"]
