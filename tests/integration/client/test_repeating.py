"""Requests that are repeated, and such that are not."""

import asyncio

import pytest

from greenroom_client import (
    AnswerLost,
    Code,
    ConnectionFailed,
    Greenroom,
    NotUnderstood,
    Refused,
    Seat,
    Timeouts,
)
from tests.cable import a_cable
from tests.nodes import Node
from tests.scripted_server import HANG_UP, SILENCE, Reply, problem, reply, scripted

ADMITTED = reply("201 Created", '{"roomCode": "KRTWXY", "token": "a token"}')
UNAVAILABLE = problem("503 Service Unavailable", "SERVICE_UNAVAILABLE", Retry_After="1")
BAD_GATEWAY = reply("502 Bad Gateway", "<h1>nginx</h1>", "text/html")


@pytest.mark.parametrize(
    "trouble", [UNAVAILABLE, BAD_GATEWAY, HANG_UP], ids=["503", "502", "hung up"]
)
async def test_a_request_that_came_to_nothing_is_repeated_with_its_key(trouble: Reply) -> None:
    async with scripted(trouble, ADMITTED) as server, Greenroom(server.url) as greenroom:
        assert await greenroom.create("Ada", max_users=3) == Seat("KRTWXY", "a token")
        await greenroom.join("KRTWXY", "Ben")
    first, again, joined = server.asked
    assert first == again
    assert first[:2] == ("POST", "/rooms")
    assert first[3] == b'{"displayName":"Ada","maxUsers":3}'
    keys = [headers["idempotency-key"] for _, _, headers, _ in (first, joined)]
    assert keys[0] != keys[1]
    assert all(len(key) >= 16 for key in keys)


async def test_a_repetition_makes_no_second_member(node: Node) -> None:
    async with a_cable(node.url) as cable, Greenroom(node.url) as near:
        ada = await near.create("Ada")
        async with (
            Greenroom(cable.url, timeouts=Timeouts(answer=1.0)) as far,
            near.enter(ada) as room,
        ):
            cable.loses_answers = True
            joining = asyncio.create_task(far.join(ada.room_code, "Ben"))
            await asyncio.sleep(1.1)
            cable.loses_answers = False
            ben = await joining
            assert [*room.state.members] == [ada.user_id, ben.user_id]


async def test_the_server_says_how_long_to_wait() -> None:
    later = problem("503 Service Unavailable", "BUSY", Retry_After="2")
    async with scripted(later, ADMITTED) as server, Greenroom(server.url) as greenroom:
        started = asyncio.get_running_loop().time()
        await greenroom.create("Ada")
        assert asyncio.get_running_loop().time() - started >= 2


async def test_nobody_waits_for_longer_than_they_said() -> None:
    much_later = problem("503 Service Unavailable", "BUSY", Retry_After="600")
    async with scripted(much_later) as server, Greenroom(server.url) as greenroom:
        with pytest.raises(Refused) as refused:
            await greenroom.create("Ada")
        assert (refused.value.code, refused.value.retry_after) == (Code.BUSY, 600)
        assert len(server.asked) == 1


async def test_what_is_before_the_server_does_not_know_what_was_done() -> None:
    timeouts = Timeouts(repeat=0.1)
    async with (
        scripted(BAD_GATEWAY) as server,
        Greenroom(server.url, timeouts=timeouts) as greenroom,
    ):
        with pytest.raises(AnswerLost, match="POST /rooms: 502 Bad Gateway"):
            await greenroom.create("Ada")


async def test_a_server_that_stays_away_is_given_up() -> None:
    timeouts = Timeouts(repeat=2.0)
    async with Greenroom("http://127.0.0.1:1", timeouts=timeouts) as greenroom:
        with pytest.raises(ConnectionFailed, match="POST /rooms") as failed:
            await greenroom.create("Ada")
        assert not isinstance(failed.value, AnswerLost)


async def test_a_server_that_says_nothing_is_given_up() -> None:
    timeouts = Timeouts(answer=0.2, repeat=1.0)
    async with scripted(SILENCE) as server, Greenroom(server.url, timeouts=timeouts) as greenroom:
        with pytest.raises(AnswerLost, match=r"POST /rooms: no answer within 0\.2 s"):
            await greenroom.create("Ada")
        assert len(server.asked) >= 2


@pytest.mark.parametrize(
    "refusal",
    [
        problem("400 Bad Request", "ROOM_FULL"),
        problem("429 Too Many Requests", "RATE_LIMITED", Retry_After="1"),
        problem("500 Internal Server Error", "UNKNOWN_ERROR"),
    ],
    ids=["400", "429", "500"],
)
async def test_a_refusal_is_not_asked_for_twice(refusal: bytes) -> None:
    async with scripted(refusal) as server, Greenroom(server.url) as greenroom:
        with pytest.raises(Refused, match=r"No\."):
            await greenroom.join("KRTWXY", "Ben")
        assert len(server.asked) == 1


@pytest.mark.parametrize(
    ("answer", "wrong"),
    [
        (reply("200 OK", "<h1>It works!</h1>", "text/html"), "200 OK with a body that is none"),
        (reply("200 OK", '{"roomCode": 7}'), r"Expected `str`, got `int` - at `\$\.roomCode`"),
        (reply("404 Not Found", "nothing", "text/plain"), "404 Not Found without a problem"),
        (reply("302 Found", "", Location="/"), "302 Found"),
    ],
    ids=["html", "another type", "no problem document", "a redirection"],
)
async def test_an_answer_of_another_server_is_not_understood(answer: bytes, wrong: str) -> None:
    async with scripted(answer) as server, Greenroom(server.url) as greenroom:
        with pytest.raises(NotUnderstood, match=wrong):
            await greenroom.create("Ada")
        assert len(server.asked) == 1


async def test_a_server_may_be_under_a_path() -> None:
    async with scripted(ADMITTED) as server, Greenroom(f"{server.url}/games/") as greenroom:
        seat = await greenroom.rejoin(Seat("A/B", "old"))
        assert server.asked[0][:2] == ("POST", "/games/rooms/A%2FB/rejoin")
        assert server.asked[0][2]["authorization"] == "Bearer old"
        assert "idempotency-key" not in server.asked[0][2]
        with pytest.raises(ConnectionFailed):
            await greenroom.enter(seat).__aenter__()
        assert server.asked[1][1].startswith("/games/socket.io/?transport=websocket")
