"""The store is frozen for ten seconds, with commands under way."""

import asyncio
from collections.abc import Iterator

import httpx
import pytest

from tests.crowd import Door, inside, sees_a_lock, told
from tests.players import Player
from tests.shared_stores import SharedStore

TIMEOUT = 2.0
"""Seconds within which a command is answered, by the nodes' REDIS_COMMAND_TIMEOUT."""

SLACK = 1.5
"""Seconds that a busy machine may add."""


@pytest.fixture
def frozen(store: SharedStore) -> Iterator[SharedStore]:
    yield store
    store.cont()


async def test_what_is_refused_while_the_store_is_frozen_is_not_done_later(
    frozen: SharedStore, door: Door
) -> None:
    host = await door.create()
    guests = [await door.join(host.code, turn) for turn in range(1, 5)]
    async with inside(host, *guests):
        assert (await host.call("room:toggle_lock"))["ok"]  # locked
        frozen.stop()
        answers = await asyncio.gather(
            _timed(host.call("room:toggle_lock")),
            _timed(host.call("room:transfer_host", {"newHostId": guests[0].id})),
            _timed(guests[1].call("room:leave")),
            _timed(_code_of(door.look(host.code))),
            _timed(_code_of(door.ask_to_join(host.code, 1))),
            _timed(_code_of(door.rejoin(host.code, host.token))),
        )
        for code, seconds in answers:
            assert code == "SERVICE_UNAVAILABLE"
            assert seconds < TIMEOUT + SLACK
        await asyncio.sleep(10 - TIMEOUT)
        assert all(player.is_connected for player in (host, *guests))
        frozen.cont()
        await _equals_the_store(door, host, guests)


async def _equals_the_store(door: Door, host: Player, guests: list[Player]) -> None:
    """Nothing refused was done, nobody was disconnected, and everything works again."""
    async with asyncio.timeout(15):
        while (look := await door.look(host.code)).status_code == 503:
            await asyncio.sleep(0.2)
    assert look.json()["hostId"] == host.id
    assert look.json()["isLocked"]
    assert await _eventually_ok(host) == {"ok": True}
    for player in (host, *guests):
        async with asyncio.timeout(15):
            while sees_a_lock(player):
                await asyncio.sleep(0.05)
        assert player.is_connected
        assert told(player, "user:left", "room:host_updated", "user:disconnected") == []


async def _eventually_ok(host: Player) -> object:
    async with asyncio.timeout(15):
        while not (answer := await host.call("room:toggle_lock"))["ok"]:
            assert answer["error"]["code"] == "SERVICE_UNAVAILABLE"
    return answer


async def _code_of(asking: "asyncio.Future[httpx.Response]") -> dict[str, object]:
    answer = await asking
    assert answer.status_code == 503
    assert int(answer.headers["retry-after"]) > 0
    return {"error": {"code": answer.json()["code"]}}


async def _timed(asking: object) -> tuple[str, float]:
    loop = asyncio.get_running_loop()
    started = loop.time()
    answer = await asking  # type: ignore[misc]
    return answer["error"]["code"], loop.time() - started
