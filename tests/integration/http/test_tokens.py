"""Tokens that open nothing."""

import base64
import json
from datetime import timedelta

import httpx
import pytest

from adapters.jwt_tokens import JwtTokens
from application.ports import Identity
from tests.fakes import CountingIds
from tests.http_server import TTL, World, client_of, problem_in

CODE = "AAAAAA"
WHO = Identity(CODE, "ada")


async def rejoin(world: World, *authorization: str) -> httpx.Response:
    async with client_of(world) as client:
        headers = [(b"authorization", value.encode()) for value in authorization]
        return await client.post(f"/rooms/{CODE}/rejoin", headers=headers)


def unsigned(who: Identity) -> str:
    claims = {"roomCode": who.room_code, "userId": who.user_id, "exp": 9_999_999_999}
    claims |= {"iat": 1, "iss": "greenroom", "aud": "greenroom:rooms"}
    parts = (json.dumps(part).encode() for part in ({"alg": "none", "typ": "JWT"}, claims))
    return ".".join(base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in parts) + "."


async def test_a_good_token_of_the_same_user_is_not_refused() -> None:
    world = World()
    answer = await rejoin(world, f"Bearer {world.tokens.issue(WHO)}")
    assert problem_in(answer)["code"] == "ROOM_NOT_FOUND"


@pytest.mark.parametrize(
    "authorization", [(), ("",), ("Bearer",), ("Basic YTpi",), ("Bearer a", "Bearer a")]
)
async def test_without_a_token_the_answer_is_a_challenge(authorization: tuple[str, ...]) -> None:
    answer = await rejoin(World(), *authorization)
    assert answer.status_code == 401
    assert problem_in(answer)["code"] == "UNAUTHORIZED"
    assert answer.headers["www-authenticate"].startswith('Bearer realm="greenroom"')


async def test_without_a_token_no_error_is_named() -> None:
    answer = await rejoin(World())
    assert "error" not in answer.headers["www-authenticate"]


@pytest.mark.parametrize("token", ["x", "a.b.c", "..", unsigned(WHO), "é", "a" * 5000])
async def test_a_token_that_was_not_issued_is_refused(token: str) -> None:
    answer = await rejoin(World(), f"Bearer {token}")
    assert answer.status_code == 401
    assert problem_in(answer)["code"] == "UNAUTHORIZED"
    assert 'error="invalid_token"' in answer.headers["www-authenticate"]


async def test_a_token_that_was_signed_elsewhere_is_refused() -> None:
    world = World()
    elsewhere = JwtTokens("another secret of thirty-two bytes", world.clock, TTL, CountingIds())
    answer = await rejoin(world, f"Bearer {elsewhere.issue(WHO)}")
    assert answer.status_code == 401


async def test_an_expired_token_is_refused() -> None:
    world = World()
    token = world.tokens.issue(WHO)
    world.clock.advance(TTL + timedelta(seconds=1))
    answer = await rejoin(world, f"Bearer {token}")
    assert answer.status_code == 401


async def test_a_refused_token_is_not_repeated_in_the_answer() -> None:
    answer = await rejoin(World(), "Bearer not.to.repeat")
    assert "not.to.repeat" not in answer.text + str(answer.headers)
