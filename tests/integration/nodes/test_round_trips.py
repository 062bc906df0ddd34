"""How often Redis is asked, by its own account (MONITOR). What the feed subscribes to, the
comparison of rooms, and what the rate limiter asks where it is not named are left aside."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from redis.asyncio import Redis

from adapters.redis_rate_limits import SPEND
from adapters.redis_scripts import COMMIT, READ
from tests.crowd import Door, inside, statuses
from tests.servers import ValkeyServer

pytestmark = pytest.mark.parametrize("store", ["valkey"], indirect=True, scope="module")

MARK = "that is all"


class Asked:
    """The round trips that were counted."""

    def __init__(self) -> None:
        self.scripts: list[str] = []
        self.limited: list[str] = []
        """The same with the rate limiter's."""

    def __len__(self) -> int:
        return len(self.scripts)


@pytest.fixture
async def shas(redis: Redis) -> dict[str, str]:
    scripts = {READ: "read", COMMIT: "commit", SPEND: "spend"}
    return {await redis.script_load(script): name for script, name in scripts.items()}


@asynccontextmanager
async def counting(store: ValkeyServer, shas: dict[str, str]) -> AsyncIterator[Asked]:
    """Counts the room scripts that clients call while the block lasts."""
    asked = Asked()
    async with (
        Redis.from_url(store.url) as teller,
        Redis.from_url(store.url) as marker,
        teller.monitor() as monitor,
    ):
        yield asked
        await marker.echo(MARK)
        while MARK not in (command := (await monitor.next_command())["command"]):
            words = command.split()
            if words[0].upper() == "EVALSHA" and words[1] in shas:
                asked.limited.append(shas[words[1]])
        asked.scripts = [script for script in asked.limited if script != "spend"]


async def test_looking_and_coming_back_are_one_round_trip_each(
    store: ValkeyServer, shas: dict[str, str], door: Door
) -> None:
    host = await door.create()
    async with counting(store, shas) as asked:
        assert (await door.look(host.code)).status_code == 200
    assert asked.scripts == ["read"]
    async with counting(store, shas) as asked:
        assert (await door.rejoin(host.code, host.token)).status_code == 200
    assert asked.scripts == ["read"]


async def test_the_rate_limiter_asks_once_and_once_more_for_a_room_that_is_not_there(
    store: ValkeyServer, shas: dict[str, str], door: Door
) -> None:
    host = await door.create()
    async with counting(store, shas) as asked:
        assert (await door.look(host.code)).status_code == 200
    assert asked.limited == ["spend", "read"]
    async with counting(store, shas) as asked:
        assert (await door.look("3333333")).status_code == 404
    assert asked.limited == ["spend", "read", "spend"]


async def test_a_token_on_the_path_of_another_room_is_the_same_work_whether_or_not_there_is_one(
    store: ValkeyServer, shas: dict[str, str], door: Door
) -> None:
    host, other = await door.create(), await door.create()
    for code in (other.code, "3333333", "no code"):
        async with counting(store, shas) as asked:
            assert (await door.rejoin(code, host.token)).status_code == 404
        assert asked.limited == ["spend", "read", "spend"]


async def test_a_change_is_two_round_trips_and_the_next_ones_on_that_node_are_one(
    store: ValkeyServer, shas: dict[str, str], door: Door
) -> None:
    host = await door.create()
    async with counting(store, shas) as asked:
        guest = await door.join(host.code, 1)
    assert asked.scripts == ["read", "commit"]
    for change in (guest.enter(), guest.call("room:leave")):
        async with counting(store, shas) as asked:
            await change
        assert asked.scripts == ["commit"]
    await guest.close()


async def test_a_change_after_one_on_another_node_is_two_round_trips_at_most(
    store: ValkeyServer, shas: dict[str, str], door: Door
) -> None:
    host = await door.create()
    guest = await door.join(host.code, 1)
    async with inside(host, guest):
        for player, event, trips in (
            (host, "room:toggle_lock", ["commit", "commit"]),
            (host, "room:toggle_lock", ["commit"]),
            (guest, "room:leave", ["commit", "commit"]),
            (host, "room:close", ["commit", "commit"]),
        ):
            async with counting(store, shas) as asked:
                assert (await player.call(event))["ok"]
            assert asked.scripts == trips


async def test_what_is_refused_is_refused_by_what_the_store_has(
    store: ValkeyServer, shas: dict[str, str], door: Door
) -> None:
    """Each node goes by what it knows, which the other has changed since."""
    host = await door.create(max_users=3)
    guest = await door.join(host.code, 1)
    async with inside(host, guest):
        assert (await host.call("room:toggle_lock"))["ok"]
        refused = await door.ask_to_join(host.code, 1)
        assert refused.json()["code"] == "ROOM_LOCKED"
        assert (await host.call("room:toggle_lock"))["ok"]
        assert (await door.ask_to_join(host.code, 1)).status_code == 200
        assert (await door.ask_to_join(host.code, 0)).json()["code"] == "ROOM_FULL"


async def test_a_new_room_is_one_round_trip(
    store: ValkeyServer, shas: dict[str, str], door: Door
) -> None:
    await door.create()  # the node has heard the server's time from then on
    async with counting(store, shas) as asked:
        await door.create()
    assert asked.scripts == ["commit"]


async def test_fifty_who_change_one_room_at_once_take_less_than_a_round_trip_a_change(
    store: ValkeyServer, shas: dict[str, str], door: Door
) -> None:
    host = await door.create(max_users=51)
    async with counting(store, shas) as asked:
        answers = await asyncio.gather(*(door.ask_to_join(host.code, turn) for turn in range(50)))
    assert statuses(answers) == {200: 50}
    assert len(asked) < 50, asked.scripts
