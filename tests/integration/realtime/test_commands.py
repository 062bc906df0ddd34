"""What a client may send, and what all hear of it (seed document, "WebSocket Events")."""

from typing import Any

import pytest

from tests.parties import Party
from tests.players import Player
from tests.sites import Site

DONE = {"ok": True}
BARE: tuple[list[object], ...] = ([], [None], [{}])
"""The payloads of a command that needs none: a client in another language may add one."""


@pytest.mark.parametrize("payload", BARE, ids=["none", "null", "empty"])
async def test_the_host_locks_and_unlocks(site: Site, payload: list[object]) -> None:
    async with site.party("Ada", "Ben") as (party, (ada, ben)):
        for is_locked in (True, False):
            assert await ada.call("room:toggle_lock", *payload) == DONE
            for player in (ada, ben):
                assert await player.until("room:lock_toggled") == {"isLocked": is_locked}
            assert (await party.room()).is_locked is is_locked


async def test_the_host_hands_the_room_over(site: Site) -> None:
    async with site.party("Ada", "Ben", "Cleo") as (party, (ada, ben, cleo)):
        assert await ada.call("room:transfer_host", {"newHostId": ben.id}) == DONE
        for player in (ada, ben, cleo):
            assert await player.until("room:host_updated") == {"hostId": ben.id}
        assert (await party.room()).host_id == ben.id
        assert (await ada.call("room:toggle_lock"))["error"]["code"] == "NOT_HOST"
        assert await ben.call("room:toggle_lock") == DONE


async def test_the_host_kicks(site: Site) -> None:
    async with site.party("Ada", "Ben") as (_, (ada, ben)):
        assert await ada.call("room:kick", {"kickUserId": ben.id}) == DONE
        assert await ada.until("user:left") == {"reason": "KICKED", "userId": ben.id}
        assert await ben.until("user:kicked") is None


async def test_the_host_closes(site: Site) -> None:
    async with site.party("Ada", "Ben") as (_, (ada, ben)):
        assert await ada.call("room:close") == DONE
        for player in (ada, ben):
            assert await player.until("room:closed") == {"reason": "HOST_CLOSED"}


async def test_anyone_leaves(site: Site) -> None:
    async with site.party("Ada", "Ben") as (_, (ada, ben)):
        assert await ben.call("room:leave") == DONE
        assert await ada.until("user:left") == {"reason": "LEFT", "userId": ben.id}


async def test_a_client_that_asks_for_no_answer_gets_none_and_is_obeyed(site: Site) -> None:
    async with site.party("Ada", "Ben", "Cleo") as (_, (ada, ben, cleo)):
        await ada.send("room:toggle_lock")
        await ada.send("room:kick", {"kickUserId": cleo.id})
        await ada.send("room:transfer_host", {"newHostId": ben.id})
        assert await ada.until("room:host_updated") == {"hostId": ben.id}
        assert ada.names[-3:] == ["room:lock_toggled", "user:left", "room:host_updated"]
        await ben.until("room:host_updated")
        await ben.send("room:toggle_lock")
        await ben.until("room:lock_toggled")
        await ada.send("room:leave")
        await ben.until("user:left")
        await ben.send("room:close")
        await ben.until("room:closed")
        assert "ack" not in ada.names + ben.names
        assert "error:room" not in ada.names + ben.names


async def test_users_in_events_are_as_the_seed_document_has_them(site: Site) -> None:
    async with site.party("Ada") as (party, (ada,)):
        ben = await party.invite("Ben")
        joined = await ada.until("user:joined")
        await ben.enter()
        connected = await ada.until("user:connected")
        await ben.close()
        disconnected = await ada.until("user:disconnected")
        _check_user(joined, party, ben, is_connected=False)
        _check_user(connected, party, ben, is_connected=True)
        _check_user(disconnected, party, ben, is_connected=False)


async def test_events_carry_nothing_but_their_payload(site: Site) -> None:
    async with site.party("Ada", "Ben") as (_, (ada, ben)):
        await ada.call("room:toggle_lock")
        await ada.call("room:transfer_host", {"newHostId": ben.id})
        await ada.call("room:toggle_lock")
        await ben.call("room:kick", {"kickUserId": ada.id})
        await ben.call("room:close")
        await ben.until("room:closed")
        await ada.until("disconnect")
        for name, *arguments in ada.heard + ben.heard:
            assert len(arguments) == _ARGUMENTS.get(name, 1), name


_ARGUMENTS = {"user:kicked": 0, "ack": 2}
"""How many arguments an event has that has not just its payload."""


def _check_user(payload: Any, party: Party, who: Player, *, is_connected: bool) -> None:
    assert set(payload) == {"user"}
    user = payload["user"]
    assert set(user) == {"id", "displayName", "roomCode", "isConnected", "joinedAt"}
    assert (user["id"], user["displayName"]) == (who.id, "Ben")
    assert (user["roomCode"], user["isConnected"]) == (party.code, is_connected)
