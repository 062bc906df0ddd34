"""What gets lost without a word, on the way from the store or in the store itself, is noticed."""

from adapters.redis_rooms import RedisRooms
from application.contract.changes import handing_to, toggle
from tests.agreement import agree
from tests.catches import What, having
from tests.crowd import Door, inside, told
from tests.gate import Gate
from tests.servers import ValkeyServer
from tests.snapshots import Snapshot

WITHIN = 4.0
"""Seconds in which a silent loss is noticed."""

SLACK = 1.5
"""Seconds that a busy machine may add."""

TOGGLED = having(b"LockToggled")
HANDED = having(b"HostChanged")


async def test_a_message_that_never_came_is_noticed(
    gate: Gate, door: Door, rooms: RedisRooms
) -> None:
    host = await door.create()
    guests = [await door.join(host.code, turn) for turn in range(4)]
    async with inside(host, *guests):
        lost = gate.drop(What.MESSAGE, TOGGLED)
        await rooms.update(host.code, toggle)
        await lost.happened()
        await agree(rooms, [host, *guests], WITHIN + SLACK)
        assert told(host, "room:lock_toggled") == []
        assert len(told(host, "room:state")) == 2
        assert told(guests[1], "room:lock_toggled") == [{"isLocked": True}]


async def test_many_that_never_came_are_noticed_in_every_room(
    gate: Gate, door: Door, rooms: RedisRooms
) -> None:
    hosts = [await door.create() for _ in range(10)]
    async with inside(*hosts):
        gate.drop(What.MESSAGE, TOGGLED, times=30)
        for host in hosts * 3:
            await rooms.update(host.code, toggle)
        for host in hosts:
            await agree(rooms, [host], WITHIN + SLACK)
            assert told(host, "room:lock_toggled") == []


async def test_after_a_rollback_nobody_is_left_with_what_the_store_does_not_have(
    store: ValkeyServer, door: Door, rooms: RedisRooms
) -> None:
    host = await door.create()
    guests = [await door.join(host.code, turn) for turn in range(2)]
    async with inside(host, *guests):
        async with Snapshot(store.url, host.code) as snapshot:
            assert (await host.call("room:toggle_lock"))["ok"]
            assert (await host.call("room:transfer_host", {"newHostId": guests[0].id}))["ok"]
            await snapshot.restore()
        await agree(rooms, [host, *guests], WITHIN + SLACK)
        assert (await rooms.get(host.code)).host_id == host.id
        assert (await host.call("room:toggle_lock"))["ok"]
        await agree(rooms, [host, *guests], WITHIN + SLACK)


async def test_a_version_that_comes_a_second_time_fools_nobody(
    gate: Gate, store: ValkeyServer, door: Door, rooms: RedisRooms
) -> None:
    """The node behind the gate hears of neither; the other hears of a second version 5."""
    host = await door.create()
    guests = [await door.join(host.code, turn) for turn in range(2)]
    async with inside(host, *guests):
        async with Snapshot(store.url, host.code) as snapshot:
            first = (await rooms.update(host.code, toggle)).room
            await agree(rooms, [host, *guests], WITHIN)
            await snapshot.restore()
        lost = gate.drop(What.MESSAGE, HANDED)
        second = (await rooms.update(host.code, handing_to(guests[1].id))).room
        assert second.version == first.version
        await lost.happened()
        await agree(rooms, [host, *guests], WITHIN + SLACK)
        assert not second.is_locked


async def test_nothing_is_shown_again_where_nothing_was_lost(door: Door, rooms: RedisRooms) -> None:
    host = await door.create()
    guests = [await door.join(host.code, turn) for turn in range(4)]
    async with inside(host, *guests):
        for _ in range(200):
            assert (await host.call("room:toggle_lock"))["ok"]
        await agree(rooms, [host, *guests], WITHIN)
        for player in (host, *guests):
            assert len(told(player, "room:state")) == 1
