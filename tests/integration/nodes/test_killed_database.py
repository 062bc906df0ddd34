"""PostgreSQL is killed and started again, with people in rooms: nothing acknowledged is lost."""

import asyncio

import pytest

from tests.crowd import Door, inside, sees_a_lock, told
from tests.postgres_server import PostgresServer
from tests.shared_stores import Look

pytestmark = pytest.mark.parametrize("store", ["postgres"], indirect=True, scope="module")

PATIENCE = 15.0


async def test_rooms_people_and_what_they_were_told_outlive_a_killed_database(
    store: PostgresServer, door: Door, look: Look
) -> None:
    host = await door.create()
    guests = [await door.join(host.code, turn) for turn in range(1, 5)]
    everybody = (host, *guests)
    async with inside(*everybody):
        assert (await host.call("room:toggle_lock"))["ok"]
        before = await look.rooms.get(host.code)
        store.kill()
        answer = await host.call("room:toggle_lock")
        assert answer["error"]["code"] == "SERVICE_UNAVAILABLE"
        await asyncio.to_thread(store.restart)
        async with asyncio.timeout(PATIENCE):
            while not (await host.call("room:toggle_lock"))["ok"]:
                await asyncio.sleep(0.1)
        after = await look.rooms.get(host.code)
        assert (after.room_id, after.version) == (before.room_id, before.version + 1)
        assert not after.is_locked
        async with asyncio.timeout(PATIENCE):
            for player in everybody:
                while sees_a_lock(player):
                    await asyncio.sleep(0.05)
        assert all(player.is_connected for player in everybody)
        for player in everybody:
            assert told(player, "user:disconnected", "user:left", "room:closed") == []
