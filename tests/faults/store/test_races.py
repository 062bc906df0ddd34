"""Races between a node and its store, each brought about at the gate, seen by live clients."""

import asyncio

import pytest
from redis.asyncio import Redis

from adapters.redis_rooms import RedisRooms
from application.contract.changes import close, joining, toggle
from domain.errors import RoomNotFound
from tests.agreement import agree
from tests.catches import COMMIT, LOAD, What, having
from tests.crowd import Door, inside, told
from tests.gate import Gate
from tests.redis_store import footprint_in
from tests.servers import ValkeyServer

SOON = 4.0
TIMEOUT, SLACK = 2.0, 1.5
"""Seconds: the nodes' REDIS_COMMAND_TIMEOUT, and what a busy machine may add."""

TOGGLED = having(b"LockToggled")
SUBSCRIBE = having(b"\r\nSUBSCRIBE\r\n")


async def test_a_commit_is_held_while_its_room_closes(
    gate: Gate, door: Door, rooms: RedisRooms, store: ValkeyServer
) -> None:
    host = await door.create()
    guest = await door.join(host.code, 1)
    async with inside(host, guest):
        held = gate.hold(What.COMMAND, COMMIT)
        toggling = asyncio.create_task(host.call("room:toggle_lock"))
        await held.happened()
        await rooms.update(host.code, close)
        held.release()
        assert (await toggling)["error"]["code"] == "ROOM_NOT_FOUND"
        for player in (host, guest):
            await player.until("disconnect")
            assert told(player, "room:closed") == [{"reason": "HOST_CLOSED"}]
            assert told(player, "room:lock_toggled") == []
    async with Redis.from_url(store.url) as redis:
        assert await footprint_in(redis, host.code) == {}


async def test_a_commits_reply_is_lost_with_its_connection_and_the_change_is_done_once(
    gate: Gate, door: Door, rooms: RedisRooms
) -> None:
    host = await door.create()
    guest = await door.join(host.code, 1)
    async with inside(host, guest) as states:
        lost = gate.cut_at(What.REPLY, COMMIT)
        assert await host.call("room:toggle_lock") == {"ok": True}
        assert len(lost.caught) == 1
        await agree(rooms, [host, guest], SOON)
        assert (await rooms.get(host.code)).version == states[-1]["version"] + 1
        for player in (host, guest):
            assert told(player, "room:lock_toggled") == [{"isLocked": True}]


async def test_a_commits_reply_never_comes_and_the_change_is_unknown_and_done_once(
    gate: Gate, door: Door, rooms: RedisRooms
) -> None:
    host = await door.create()
    guest = await door.join(host.code, 1)
    async with inside(guest, host) as states:
        loop = asyncio.get_running_loop()
        lost, begun = gate.drop(What.REPLY, COMMIT), loop.time()
        answer = await host.call("room:toggle_lock")
        assert answer["error"]["code"] == "SERVICE_UNAVAILABLE"
        assert loop.time() - begun < TIMEOUT + SLACK
        assert len(lost.caught) == 1
        await agree(rooms, [host, guest], SOON)
        assert (await rooms.get(host.code)).version == states[-1]["version"] + 1
        for player in (host, guest):
            assert told(player, "room:lock_toggled") == [{"isLocked": True}]


async def test_the_subscription_is_cut_while_events_pass(
    gate: Gate, door: Door, rooms: RedisRooms
) -> None:
    host = await door.create()
    guests = [await door.join(host.code, turn) for turn in range(4)]
    async with inside(host, *guests):
        held = gate.hold(What.COMMAND, SUBSCRIBE)
        gate.cut_at(What.MESSAGE, TOGGLED)
        for _ in range(2):
            await rooms.update(host.code, toggle)
        await held.happened()
        await rooms.update(host.code, joining("Eve"))
        held.release()
        await agree(rooms, [host, *guests], SOON + SLACK)
        for player in (host, guests[0], guests[2]):
            assert told(player, "room:lock_toggled") == []
        assert len(told(guests[1], "room:lock_toggled")) == 2


@pytest.mark.parametrize("later", [2, 6])
async def test_a_load_is_answered_after_a_later_commit(
    gate: Gate, door: Door, rooms: RedisRooms, later: int
) -> None:
    """What was committed once the question was on its way follows the answer, each once."""
    host = await door.create()
    guest = await door.join(host.code, 1)
    async with inside(host, guest):
        held = gate.hold(What.REPLY, LOAD)
        gate.cut_at(What.MESSAGE, TOGGLED)
        await rooms.update(host.code, toggle)
        await held.happened()
        for _ in range(later):
            await rooms.update(host.code, toggle)
        held.release()
        async with asyncio.timeout(SOON + SLACK):
            while len(told(host, "room:lock_toggled")) < later:
                await asyncio.sleep(0.02)
        await agree(rooms, [host, guest], SOON + SLACK)
        assert len(told(host, "room:state")) == 2
        assert len(told(host, "room:lock_toggled")) == later
        assert len(told(guest, "room:lock_toggled")) == later + 1


async def test_a_load_is_answered_after_the_room_has_closed(
    gate: Gate, door: Door, rooms: RedisRooms
) -> None:
    host = await door.create()
    async with inside(host):
        held = gate.hold(What.REPLY, LOAD)
        gate.cut_at(What.MESSAGE, TOGGLED)
        await rooms.update(host.code, toggle)
        await held.happened()
        await rooms.update(host.code, close)
        held.release()
        await host.until("disconnect")
        assert host.names[-2] == "room:closed"
        with pytest.raises(RoomNotFound):
            await rooms.get(host.code)
