"""Create, look, join and come back, as the seed document has it."""

from datetime import timedelta

import pytest

from application.ports import Identity
from application.toggle_lock import ToggleLock
from tests.http_server import World, client_of, problem_in

ADA = {"displayName": "Ada"}
BEN = {"displayName": "Ben"}


async def test_creating_a_room_answers_its_code_and_the_hosts_token() -> None:
    world = World()
    async with client_of(world) as client:
        answer = await client.post("/rooms", json={"displayName": "Ada", "maxUsers": 3})
    assert answer.status_code == 201
    assert answer.json().keys() == {"roomCode", "token"}
    who = world.tokens.verify(answer.json()["token"])
    room = await world.store.get(answer.json()["roomCode"])
    assert (room.host_id, room.max_users) == (who.user_id, 3)
    assert answer.headers["location"] == f"/rooms/{room.code}"


async def test_a_room_is_shown_with_exactly_the_seeds_fields() -> None:
    async with client_of(World()) as client:
        code = (await client.post("/rooms", json=ADA)).json()["roomCode"]
        answer = await client.get(f"/rooms/{code}")
    assert answer.status_code == 200
    assert list(answer.json()) == [
        "code",
        "hostId",
        "isLocked",
        "maxUsers",
        "state",
        "createdAt",
        "updatedAt",
    ]
    assert answer.json()["isLocked"] is False
    assert answer.json()["state"] == "CREATED"
    assert answer.json()["createdAt"] == "2030-06-01T12:00:00.000Z"


async def test_joining_answers_a_token_of_a_new_member() -> None:
    world = World()
    async with client_of(world) as client:
        code = (await client.post("/rooms", json=ADA)).json()["roomCode"]
        answer = await client.post(f"/rooms/{code.lower()}/join", json=BEN)
    assert answer.status_code == 200
    assert answer.json()["roomCode"] == code
    who = world.tokens.verify(answer.json()["token"])
    room = await world.store.get(code)
    assert room.member(who.user_id).display_name == "Ben"


async def test_rejoining_exchanges_a_token_for_a_fresh_one_of_the_same_user() -> None:
    world = World()
    async with client_of(world) as client:
        made = (await client.post("/rooms", json=ADA)).json()
        world.clock.advance(timedelta(minutes=1))
        answer = await client.post(
            f"/rooms/{made['roomCode']}/rejoin",
            headers={"authorization": f"bearer {made['token']}"},
        )
    assert answer.status_code == 200
    assert answer.json()["roomCode"] == made["roomCode"]
    assert answer.json()["token"] != made["token"]
    assert world.tokens.verify(answer.json()["token"]) == world.tokens.verify(made["token"])


async def test_a_locked_room_refuses_a_newcomer() -> None:
    world = World()
    async with client_of(world) as client:
        made = (await client.post("/rooms", json=ADA)).json()
        await ToggleLock(world.store)(world.tokens.verify(made["token"]))
        answer = await client.post(f"/rooms/{made['roomCode']}/join", json=BEN)
    assert answer.status_code == 400
    assert problem_in(answer)["code"] == "ROOM_LOCKED"


async def test_a_full_room_refuses_a_newcomer() -> None:
    async with client_of(World()) as client:
        made = (await client.post("/rooms", json={"displayName": "Ada", "maxUsers": 1})).json()
        answer = await client.post(f"/rooms/{made['roomCode']}/join", json=BEN)
    assert answer.status_code == 400
    assert problem_in(answer)["code"] == "ROOM_FULL"


@pytest.mark.parametrize("code", ["ZZZZZZ", "x", "%00", "%FF%FE", "%2e%2e", "🎈", "a" * 999])
async def test_a_code_that_no_room_has_is_not_found(code: str) -> None:
    async with client_of(World()) as client:
        shown = await client.get(f"/rooms/{code}")
        joined = await client.post(f"/rooms/{code}/join", json=BEN)
    assert problem_in(shown)["code"] == problem_in(joined)["code"] == "ROOM_NOT_FOUND"
    assert shown.status_code == joined.status_code == 404


async def test_one_who_is_no_member_any_more_is_not_found() -> None:
    world = World()
    async with client_of(world) as client:
        code = (await client.post("/rooms", json=ADA)).json()["roomCode"]
        token = world.tokens.issue(Identity(code, "long gone"))
        answer = await client.post(
            f"/rooms/{code}/rejoin", headers={"authorization": f"Bearer {token}"}
        )
    assert answer.status_code == 404
    assert problem_in(answer)["code"] == "MEMBER_NOT_FOUND"


async def test_a_token_of_one_room_opens_nothing_of_another() -> None:
    async with client_of(World()) as client:
        mine = (await client.post("/rooms", json=ADA)).json()
        other = (await client.post("/rooms", json=BEN)).json()
        answer = await client.post(
            f"/rooms/{other['roomCode']}/rejoin",
            headers={"authorization": f"Bearer {mine['token']}"},
        )
    assert answer.status_code == 404
    assert problem_in(answer)["code"] == "ROOM_NOT_FOUND"
