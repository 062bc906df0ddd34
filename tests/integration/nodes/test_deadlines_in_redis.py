"""All keys of a room carry one deadline, after every command of the API."""

from datetime import datetime

import pytest
from redis.asyncio import Redis

from tests.crowd import Door, inside
from tests.redis_store import footprint_in

pytestmark = pytest.mark.parametrize("store", ["valkey"], indirect=True, scope="module")


async def test_after_every_command_all_keys_of_the_room_have_one_deadline(
    door: Door, redis: Redis
) -> None:
    host = await door.create()
    await _one_deadline(redis, host.code, 3)
    guest, other = [await door.join(host.code, turn) for turn in range(2)]
    await _one_deadline(redis, host.code, 5)
    async with inside(host, guest, other):
        await _one_deadline(redis, host.code, 5)
        for event, payload in (
            ("room:toggle_lock", None),
            ("room:toggle_lock", None),
            ("room:transfer_host", {"newHostId": guest.id}),
        ):
            assert (await host.call(event, payload))["ok"]
            await _one_deadline(redis, host.code, 5)
        assert (await guest.call("room:kick", {"kickUserId": other.id}))["ok"]
        await _one_deadline(redis, host.code, 4)
        await door.rejoin(host.code, host.token)
        await door.look(host.code)
        await _one_deadline(redis, host.code, 4)
        assert (await guest.call("room:leave"))["ok"]
        await _one_deadline(redis, host.code, 3)
    assert (await door.look(host.code)).json()["hostId"] == host.id
    await _one_deadline(redis, host.code, 3)


async def _one_deadline(redis: Redis, code: str, keys: int) -> datetime:
    held = await footprint_in(redis, code)
    assert len(held) == keys
    (deadline,) = set(held.values())
    assert deadline is not None
    return deadline
