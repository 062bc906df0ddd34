"""Commands sent in a row: answered in order, each once, or refused when there are too many."""

import asyncio

import pytest

from tests.nodes import node_process, on_store
from tests.parties import Party
from tests.servers import ValkeyServer
from tests.sites import Site
from tests.wires import EVENT, WebSocketWire, a_poll, a_websocket, answer_in

TOGGLE = '["room:toggle_lock"]'
WAITING = 64
"""Commands of one socket that may wait; beside them one is at work."""


async def test_thirty_commands_in_a_row_are_answered_in_order_and_seen_by_all_alike(
    site: Site,
) -> None:
    names = [f"Player {number}" for number in range(7)]
    async with site.party(*names) as (_, everybody):
        host = everybody[0]
        async with asyncio.timeout(10):
            answers = await asyncio.gather(*(host.call("room:toggle_lock") for _ in range(30)))
        assert answers == [{"ok": True}] * 30
        for player in everybody:
            while player.names.count("room:lock_toggled") < 30:
                await player.until("room:lock_toggled")
            locks = [rest[0]["isLocked"] for name, *rest in player.heard if "lock" in name]
            assert locks == [True, False] * 15


async def test_commands_are_answered_in_the_order_in_which_they_were_sent(site: Site) -> None:
    async with Party(site.urls) as party, a_websocket(site.urls[-1]) as wire:
        await wire.enter((await party.invite("Ada")).token)
        bad, good = '["room:kick",7]', TOGGLE
        await wire.say(*[f"42/rooms,{n}{good if n % 3 else bad}" for n in range(WAITING)])
        answers = [answer_in(packet) for packet in await _acknowledgements(wire, WAITING)]
        assert [number for number, _ in answers] == list(range(WAITING))
        assert [answer["ok"] for _, answer in answers] == [bool(n % 3) for n in range(WAITING)]


async def test_as_many_packets_as_fit_into_a_body_are_read(site: Site) -> None:
    async with Party(site.urls) as party, a_poll(site.urls[0]) as wire:
        await wire.enter((await party.invite("Ada")).token)
        await wire.say(*[f"42/rooms,{number}{TOGGLE}" for number in range(40)])
        async with asyncio.timeout(5):
            numbers: list[int] = []
            while len(numbers) < 40:
                packet = await wire.hear()
                if not packet.startswith(EVENT):
                    numbers.append(answer_in(packet)[0])
        assert numbers == list(range(40))


async def test_more_commands_than_may_wait_are_refused_at_once_and_the_others_in_time(
    spare_valkey: ValkeyServer,
) -> None:
    settings = on_store(spare_valkey.url) | {"REDIS_COMMAND_TIMEOUT": "3000"}
    with node_process(settings) as node:
        async with Party([node.url]) as party, a_websocket(node.url) as wire:
            ada = await party.invite("Ada")
            await wire.enter(ada.token)
            spare_valkey.stop()
            try:
                await wire.say(*[f"42/rooms,{number}{TOGGLE}" for number in range(70)])
                packets = await _acknowledgements(wire, 70)
            finally:
                spare_valkey.cont()
            codes = {n: answer["error"]["code"] for n, answer in map(answer_in, packets)}
            assert list(codes) == [*range(WAITING + 1, 70), *range(WAITING + 1)]
            refused = [n for n, code in codes.items() if code == "BUSY"]
            assert refused == list(range(WAITING + 1, 70))
            assert set(codes.values()) == {"BUSY", "SERVICE_UNAVAILABLE"}
            await _check_untouched(party, wire)
        assert node.complaints() == []


@pytest.mark.parametrize(
    ("last", "code"), [("room:leave", "MEMBER_NOT_FOUND"), ("room:close", "ROOM_NOT_FOUND")]
)
async def test_commands_sent_after_the_last_are_refused_if_they_are_heard(
    site: Site, last: str, code: str
) -> None:
    async with Party(site.urls) as party, a_websocket(site.urls[0]) as wire:
        await wire.enter((await party.invite("Ada")).token)
        await party.invite("Ben")
        await wire.say(f'42/rooms,1["{last}"]', *[f"42/rooms,{n}{TOGGLE}" for n in (2, 3)])
        heard = await wire.rest()
        answers = dict(answer_in(packet) for packet in heard if packet.startswith("43"))
        assert answers.pop(1) == {"ok": True}
        assert [answer["error"]["code"] for answer in answers.values()] == [code] * len(answers)
        assert "room:lock_toggled" not in str(heard)


async def _acknowledgements(wire: WebSocketWire, count: int) -> list[str]:
    """The next so many; what else is heard is dropped."""
    found: list[str] = []
    while len(found) < count:
        packet = await wire.hear()
        if packet.startswith("43"):
            found.append(packet)
    return found


async def _check_untouched(party: Party, wire: WebSocketWire) -> None:
    """Nothing that was refused is carried out later, and the socket works as before."""
    assert (await party.room()).is_locked is False
    assert await wire.ask("room:toggle_lock") == {"ok": True}
    assert (await party.room()).is_locked is True
