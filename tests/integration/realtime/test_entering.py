"""What someone is told who enters, and what the others are (DESIGN, "Data flow" and "Wire")."""

import asyncio
from datetime import datetime, timedelta

import msgspec

from greenroom_client import Room
from tests.players import Player
from tests.sites import Site

ROOM = ("code", "hostId", "isLocked", "maxUsers", "state", "createdAt", "updatedAt")
USER = ("id", "displayName", "roomCode", "isConnected", "joinedAt")


async def test_the_state_of_the_room_comes_first(site: Site) -> None:
    async with site.party("Ada") as (party, (ada,)):
        ben = await party.invite("Ben")
        state = await ben.enter()
        assert ben.names[0] == "room:state"
        assert set(state) == {"room", "users", "version"}
        assert set(state["room"]) == set(ROOM)
        assert msgspec.convert(state["room"], Room) == await party.room()
        assert (state["room"]["code"], state["room"]["hostId"]) == (party.code, ada.id)
        assert type(state["version"]) is int


async def test_the_state_tells_who_is_in_the_room_and_who_of_them_is_connected(
    site: Site,
) -> None:
    async with site.party("Ada") as (party, (ada,)):
        ben, cleo = await party.invite("Ben"), await party.invite("Cleo")
        users = (await cleo.enter())["users"]
        assert all(set(user) == set(USER) for user in users)
        assert [user["id"] for user in users] == [ada.id, ben.id, cleo.id]
        assert [user["displayName"] for user in users] == ["Ada", "Ben", "Cleo"]
        assert [user["isConnected"] for user in users] == [True, False, True]
        assert {user["roomCode"] for user in users} == {party.code}


async def test_dates_are_iso_8601_in_utc(site: Site) -> None:
    async with site.party() as (party, _):
        state = await (await party.invite("Ada")).enter()
        written = [state["room"]["createdAt"], state["room"]["updatedAt"]]
        written += [user["joinedAt"] for user in state["users"]]
        for date in written:
            assert datetime.fromisoformat(date).utcoffset() == timedelta(0)
            assert date.endswith("Z")


async def test_the_others_hear_of_it_once_and_the_one_who_enters_does_not(site: Site) -> None:
    async with site.party("Ada", "Ben") as (party, (ada, ben)):
        cleo = await party.welcome("Cleo")
        await party.hush(ada, ben, cleo)
        assert ada.names.count("user:connected") == 2
        assert ben.names.count("user:connected") == 1
        assert cleo.names == ["room:state", "user:joined"]


async def test_changes_made_while_someone_enters_are_in_the_state_or_follow_it(
    site: Site,
) -> None:
    async with site.party("Ada") as (party, (ada,)):
        newcomers = [await party.invite(f"Guest {number}") for number in range(4)]
        toggling = asyncio.create_task(_toggle(ada, 20))
        states = await asyncio.gather(*(player.enter() for player in newcomers))
        await toggling
        await party.hush(ada, *newcomers)
        version = (await (await party.invite("Witness")).enter())["version"]
        await party.hush(*newcomers)
        for player, state in zip(newcomers, states, strict=True):
            locks = [rest[0]["isLocked"] for name, *rest in player.heard if "lock" in name]
            assert locks == _alternating(state["room"]["isLocked"], len(locks))
            until_witness = player.names.index("user:connected", player.names.index("user:joined"))
            assert version == state["version"] + until_witness


async def _toggle(host: Player, times: int) -> None:
    for _ in range(times):
        assert (await host.call("room:toggle_lock"))["ok"]


def _alternating(was: bool, times: int) -> list[bool]:
    return [was is bool(number % 2) for number in range(times)]
