"""Someone tries one room code after another, on two nodes."""

import asyncio
import itertools
from collections.abc import Iterator

import httpx
import pytest

from tests.crowd import Door, statuses
from tests.nodes import Node, two_nodes
from tests.servers import ValkeyServer

MISSES = 6
CODES = ["".join(letters) for letters in itertools.product("ABCDE", repeat=3)]
"""Codes of which there is no room: those of rooms are longer here."""


@pytest.fixture
def nodes(spare_valkey: ValkeyServer) -> Iterator[tuple[Node, Node]]:
    with two_nodes(spare_valkey.url, {"MISS_THROTTLE_LIMIT": str(MISSES)}) as nodes:
        yield nodes


async def test_after_its_misses_on_any_nodes_an_address_finds_no_room_on_any(door: Door) -> None:
    host = await door.create()
    misses = [await door.look(code, turn) for turn, code in enumerate(CODES[:MISSES])]
    assert statuses(misses) == {404: MISSES}
    found = [await door.look(host.code, turn) for turn in range(2)]
    joined = [await door.ask_to_join(host.code, turn) for turn in range(2)]
    missed = [await door.look(CODES[-1], turn) for turn in range(2)]
    assert statuses(found + joined + missed) == {429: 6}
    for answer in found:
        assert answer.content == missed[0].content
        assert 1 <= int(answer.headers["retry-after"]) <= 60


async def test_members_behind_the_address_of_one_who_guesses_come_back(door: Door) -> None:
    host = await door.create()
    guest = await door.join(host.code, 1)
    await asyncio.gather(*(door.look(code, turn) for turn, code in enumerate(CODES[:20])))
    back = [await door.rejoin(host.code, player.token, 1) for player in (host, guest)]
    assert statuses(back) == {200: 2}
    assert (await door.create()).code != host.code


async def test_of_a_burst_of_guesses_no_more_than_the_limit_are_told_that_there_is_no_room(
    door: Door,
) -> None:
    async def guess(turn: int) -> httpx.Response:
        if turn % 3:
            return await door.look(CODES[turn], turn)
        return await door.ask_to_join(CODES[turn], turn)

    answers = await asyncio.gather(*map(guess, range(90)))
    assert statuses(answers) == {404: MISSES, 429: 90 - MISSES}
