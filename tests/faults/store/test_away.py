"""The store is away for a while: everybody hears so in time, stays, and is up to date after it."""

import asyncio
import sys
from collections.abc import AsyncIterator, Awaitable
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import httpx

from adapters.redis_rooms import RedisRooms
from application.contract.changes import handing_to, toggle
from tests.agreement import agree
from tests.catches import What, having
from tests.crowd import Door, inside, told
from tests.gate import Gate
from tests.nodes import Node, on_store, running_node
from tests.players import Player
from tests.redis_rooms import node_at
from tests.servers import ValkeyServer
from tests.wires import Wire, a_websocket, event_in

WITHIN = 5.0
"""Seconds after its return in which everybody knows what the store has."""

TIMEOUT, SLACK = 2.0, 1.5
"""Seconds: the nodes' REDIS_COMMAND_TIMEOUT, and what a busy machine may add."""

ROOMS = 200


@asynccontextmanager
async def network_cut(gate: Gate) -> AsyncIterator[None]:
    """Every connection is cut, and every new one at its first word, while the block lasts."""
    cut = gate.cut_at(What.COMMAND, having(), times=sys.maxsize)
    await gate.cut()
    try:
        yield
    finally:
        cut.release()


@asynccontextmanager
async def frozen(store: ValkeyServer) -> AsyncIterator[None]:
    store.stop()
    try:
        yield
    finally:
        store.cont()


async def refused_in_time(door: Door, host: Player, turn: int) -> None:
    """Whatever is asked of this node is refused within the timeout, with the right code."""
    for code, seconds in await asyncio.gather(
        _timed(host.call("room:toggle_lock")),
        _timed(_over_http(door.look(host.code, turn))),
        _timed(_over_http(door.ask_to_join(host.code, turn))),
        _timed(_over_http(door.rejoin(host.code, host.token, turn))),
    ):
        assert code == "SERVICE_UNAVAILABLE"
        assert seconds < TIMEOUT + SLACK


async def test_a_node_that_is_cut_off_refuses_in_time_and_catches_up_when_it_is_back(
    gate: Gate, door: Door, rooms: RedisRooms, here: Node
) -> None:
    host = await door.create()
    guests = [await door.join(host.code, turn) for turn in range(2)]
    async with inside(host, *guests):
        async with network_cut(gate):
            for _ in range(3):
                await refused_in_time(door, host, 0)
            changed = (await rooms.update(host.code, handing_to(guests[1].id))).room
            assert await guests[1].until("room:host_updated") == {"hostId": changed.host_id}
            assert await guests[1].call("room:toggle_lock") == {"ok": True}
        await agree(rooms, [host, *guests], WITHIN + SLACK)
        assert all("disconnect" not in player.names for player in (host, *guests))
        assert len([line for line in here.lines() if line.get("event") == "redis failed"]) < 100


async def test_two_hundred_rooms_are_up_to_date_soon_after_a_cut(
    gate: Gate, here: Node, rooms: RedisRooms
) -> None:
    async with AsyncExitStack() as stack:
        door = await stack.enter_async_context(Door(here.url))
        wires: dict[str, Wire] = {}
        for _ in range(ROOMS):
            host = await door.create()
            wires[host.code] = await stack.enter_async_context(a_websocket(here.url))
            await wires[host.code].enter(host.token)
        async with network_cut(gate):
            await asyncio.sleep(3)
            changed = [(await rooms.update(code, toggle)).room for code in wires]
        async with asyncio.timeout(WITHIN + SLACK):
            for room in changed:
                name, state = event_in(await wires[room.code].hear())
                assert (name, state["version"]) == ("room:state", room.version)
                assert state["room"]["isLocked"]


async def test_a_store_that_stood_still_finds_everybody_where_they_were() -> None:
    """Longer than every timeout and every pause; some of the clients go on asking."""
    with ValkeyServer() as store:
        settings = on_store(store.url) | {"REDIS_COMMAND_TIMEOUT": "2000"}
        async with (
            running_node(settings) as one,
            running_node(settings) as two,
            Door(one.url, two.url) as door,
            node_at(store.url) as ours,
        ):
            host = await door.create()
            guests = [await door.join(host.code, turn) for turn in range(4)]
            async with inside(host, *guests):
                async with frozen(store):
                    for turn in range(4):
                        await refused_in_time(door, host, turn)
                    assert await _health(one, two) == [503, 503]
                    await asyncio.sleep(2)
                await agree(ours.rooms, [host, *guests], WITHIN + SLACK)
                async with asyncio.timeout(WITHIN):
                    while not (await host.call("room:toggle_lock"))["ok"]:
                        pass
                await agree(ours.rooms, [host, *guests], WITHIN)
                assert await _health(one, two) == [200, 200]
                for player in (host, *guests):
                    assert told(player, "user:disconnected", "user:left") == []
                    assert "disconnect" not in player.names
            for node in (one, two):
                assert node.complaints() == []


async def test_sockets_that_come_and_go_meanwhile_are_right_afterwards(
    gate: Gate, door: Door, rooms: RedisRooms
) -> None:
    """One leaves while the store is away; one tries to come back again and again."""
    host = await door.create()
    gone, returning = [await door.join(host.code, 2 * turn) for turn in range(2)]
    async with inside(host, gone, returning):
        async with network_cut(gate):
            await gone.close()
            await returning.close()
            for _ in range(3):
                await _try_to_enter(returning)
        async with asyncio.timeout(WITHIN + SLACK):
            while (await rooms.get(host.code)).members[gone.id].is_connected:
                await asyncio.sleep(0.05)
        await returning.enter()
        await agree(rooms, [host], WITHIN + SLACK)
        members = (await rooms.get(host.code)).members
        assert (members[gone.id].is_connected, members[returning.id].is_connected) == (False, True)


async def _health(*nodes: Node) -> list[int]:
    async with httpx.AsyncClient(trust_env=False) as http:
        return [(await http.get(f"{node.url}/health")).status_code for node in nodes]


async def _try_to_enter(player: Player) -> None:
    async with a_websocket(player.url) as wire:
        await wire.say(f'40/rooms,{{"token":"{player.token}"}}')
        assert await wire.rest() == []


async def _timed(asking: Awaitable[Any]) -> tuple[str, float]:
    loop = asyncio.get_running_loop()
    begun = loop.time()
    answer = await asking
    return answer["error"]["code"], loop.time() - begun


async def _over_http(asking: Awaitable[Any]) -> dict[str, Any]:
    answer = await asking
    assert answer.status_code == 503
    assert int(answer.headers["retry-after"]) > 0
    return {"error": answer.json()}
