"""Honest names of every script come back as they were sent; tricks are refused with a reason."""

import json
from collections.abc import AsyncIterator, Iterator
from unicodedata import combining, normalize

import httpx
import pytest

from tests.display_names import BROKEN, HONEST, PILED, TRICKS
from tests.nodes import Node, node_process
from tests.parties import Party

HONEST_NAMES = [name for names in HONEST.values() for name in names]


@pytest.fixture(scope="module")
def node() -> Iterator[Node]:
    with node_process({"ROOM_MAX_USERS": "1000"}) as node:
        yield node
        assert node.complaints() == []


@pytest.fixture
async def party(node: Node) -> AsyncIterator[Party]:
    async with Party([node.url]) as party:
        await party.invite("Ada")
        yield party


@pytest.fixture
async def http(node: Node) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=node.url, trust_env=False) as http:
        yield http


async def _send(http: httpx.AsyncClient, path: str, name: str) -> httpx.Response:
    """JSON can spell what UTF-8 can't hold."""
    body = json.dumps({"displayName": name})
    return await http.post(path, content=body, headers={"content-type": "application/json"})


async def test_honest_names_come_back_unchanged(party: Party) -> None:
    for name in HONEST_NAMES:
        last = await party.invite(name)
    names = [user["displayName"] for user in (await last.enter())["users"]]
    assert names == ["Ada", *(normalize("NFC", name) for name in HONEST_NAMES)]


async def test_tricks_are_refused_with_a_reason_that_names_the_field(
    party: Party, http: httpx.AsyncClient
) -> None:
    for reason, names in TRICKS.items():
        for name in names if reason != BROKEN else ():  # which no text on the wire can hold
            for path in ("/rooms", f"/rooms/{party.code}/join"):
                answer = await _send(http, path, name)
                assert answer.status_code == 400, ascii(name)
                told = answer.json()
                assert (told["code"], told["field"]) == ("INVALID_INPUT", "displayName")
                assert told["detail"] == f"displayName {reason}."
    assert len((await (await party.invite("Ben")).enter())["users"]) == 2


@pytest.mark.parametrize("name", ["Ada\ud800", "\udc00Ada"], ids=ascii)
async def test_a_name_with_half_a_character_is_refused(
    party: Party, http: httpx.AsyncClient, name: str
) -> None:
    answer = await _send(http, f"/rooms/{party.code}/join", name)
    assert answer.status_code == 400
    assert answer.json()["detail"].startswith("The body is not JSON in UTF-8")


async def test_a_name_of_20_characters_with_200_marks_is_refused(
    party: Party, http: httpx.AsyncClient
) -> None:
    name = "".join(letter + "\u0316" * 10 for letter in "abcdefghijklmnopqrst")
    assert sum(combining(sign) > 0 for sign in name) == 200
    answer = await _send(http, f"/rooms/{party.code}/join", name)
    assert answer.status_code == 400
    assert answer.json()["detail"] == f"displayName {PILED}."


@pytest.mark.parametrize("name", ["字", "字" * 21, "字" * 1000, "x" * 15_000], ids=len)
async def test_a_name_that_is_too_short_or_too_long_is_refused(
    party: Party, http: httpx.AsyncClient, name: str
) -> None:
    answer = await _send(http, f"/rooms/{party.code}/join", name)
    assert answer.status_code == 400
    assert answer.json()["detail"] == "displayName must be 2 to 20 characters long."
