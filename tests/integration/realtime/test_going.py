"""How people go for good: kicked, leaving, with the room, or replaced (DESIGN, "Data flow")."""

from tests.parties import Party
from tests.players import Player
from tests.sites import Site


async def test_the_kicked_one_is_told_and_sent_away_and_the_others_hear_that_it_left(
    site: Site,
) -> None:
    async with site.party("Ada", "Ben", "Cleo") as (party, (ada, ben, cleo)):
        assert (await ada.call("room:kick", {"kickUserId": ben.id}))["ok"]
        await ben.until("disconnect")
        assert ben.heard[-2:] == [("user:kicked",), ("disconnect", "server disconnect")]
        assert "user:left" not in ben.names
        await ben.close()
        await party.hush(ada, cleo)
        for other in (ada, cleo):
            assert ("user:left", {"reason": "KICKED", "userId": ben.id}) in other.heard
            assert other.names.count("user:left") == 1
            assert "user:disconnected" not in other.names


async def test_the_kicked_one_does_not_come_back(site: Site) -> None:
    async with site.party("Ada", "Ben") as (party, (ada, ben)):
        await ada.call("room:kick", {"kickUserId": ben.id})
        await ben.until("disconnect")
        assert await party.status_of_rejoining(ben) == 404
        assert await _code_of_return(party, ben) == "MEMBER_NOT_FOUND"
        users = (await party.known(ada.token).enter())["users"]
        assert [user["id"] for user in users] == [ada.id]


async def test_one_who_leaves_is_answered_first_and_then_sent_away(site: Site) -> None:
    async with site.party("Ada", "Ben") as (party, (ada, ben)):
        assert (await ben.call("room:leave"))["ok"]
        await ben.until("disconnect")
        assert ben.names == ["room:state", "ack", "disconnect"]
        assert ben.heard[-1] == ("disconnect", "server disconnect")
        await ben.close()
        await party.hush(ada)
        assert ("user:left", {"reason": "LEFT", "userId": ben.id}) in ada.heard
        assert "user:disconnected" not in ada.names
        assert await _code_of_return(party, ben) == "MEMBER_NOT_FOUND"


async def test_the_host_who_leaves_is_followed_by_the_senior_of_the_connected(
    site: Site,
) -> None:
    async with site.party("Ada") as (party, (ada,)):
        await party.invite("Ben")  # and is not connected
        cleo, dan = await party.welcome("Cleo"), await party.welcome("Dan")
        assert (await ada.call("room:leave"))["ok"]
        await ada.until("disconnect")
        for player in (cleo, dan):
            assert await player.until("room:host_updated") == {"hostId": cleo.id}
            assert player.names[-2:] == ["user:left", "room:host_updated"]
        assert "room:host_updated" not in ada.names
        assert (await party.room()).host_id == cleo.id
        assert (await cleo.call("room:toggle_lock"))["ok"]


async def test_the_last_one_out_closes_the_room(site: Site) -> None:
    async with site.party("Ada", "Ben") as (party, (ada, ben)):
        assert (await ada.call("room:leave"))["ok"]
        await ben.until("room:host_updated")
        assert (await ben.call("room:leave"))["ok"]
        await ben.until("disconnect")
        assert ben.names[-3:] == ["ack", "room:closed", "disconnect"]
        assert ("room:closed", {"reason": "HOST_LEFT"}) in ben.heard
        assert await _code_of_return(party, ben) == "ROOM_NOT_FOUND"
        assert await party.status_of_rejoining(ben) == 404


async def test_when_the_room_is_closed_all_hear_it_once_and_are_sent_away(site: Site) -> None:
    async with site.party("Ada", "Ben", "Cleo") as (_, everybody):
        await everybody[0].call("room:close")
        for player in everybody:
            await player.until("disconnect")
            assert player.heard[-2:] == [
                ("room:closed", {"reason": "HOST_CLOSED"}),
                ("disconnect", "server disconnect"),
            ]
            assert player.names.count("room:closed") == 1
            assert not {"user:left", "user:disconnected"} & set(player.names)
        assert everybody[0].names[-3] == "ack"


async def test_when_the_room_is_closed_its_tokens_are_worth_nothing(site: Site) -> None:
    async with site.party("Ada", "Ben") as (party, (ada, ben)):
        await ada.call("room:close")
        for player in (ada, ben):
            await player.until("disconnect")
            assert await party.status_of_rejoining(player) == 404
            assert await _code_of_return(party, player) == "ROOM_NOT_FOUND"


async def test_a_newer_connection_replaces_the_older_and_the_others_do_not_notice(
    site: Site,
) -> None:
    async with site.party("Ada", "Ben") as (party, (ada, ben)):
        again = party.known(ben.token)
        users = (await again.enter())["users"]
        assert [user["isConnected"] for user in users] == [True, True]
        assert (await ben.until("error:room"))["code"] == "SESSION_REPLACED"
        await ben.until("disconnect")
        assert ben.names[-2:] == ["error:room", "disconnect"]
        assert ben.heard[-1] == ("disconnect", "server disconnect")
        await ben.close()
        await party.hush(ada, again)
        assert ada.names.count("user:connected") == 1
        assert "user:disconnected" not in ada.names
        assert again.names == ["room:state", "user:joined"]


async def test_the_late_end_of_the_older_connection_changes_nothing(site: Site) -> None:
    async with site.party("Ada", "Ben") as (party, (ada, ben)):
        again = party.known(ben.token)
        await again.enter()
        await ben.until("disconnect")
        await ben.close()
        assert (await again.call("room:leave"))["ok"] is True
        await ada.until("user:left")
        assert "user:disconnected" not in ada.names


async def test_one_who_goes_without_leaving_stays_a_member_and_may_come_back(
    site: Site,
) -> None:
    async with site.party("Ada", "Ben") as (party, (ada, ben)):
        await ben.close()
        assert (await ada.until("user:disconnected"))["user"]["id"] == ben.id
        assert await party.status_of_rejoining(ben) == 200
        users = (await party.known(ben.token).enter())["users"]
        assert [user["isConnected"] for user in users] == [True, True]
        assert (await ada.until("user:connected"))["user"]["id"] == ben.id
        assert "user:left" not in ada.names


async def _code_of_return(party: Party, player: Player) -> str:
    """The code with which someone is refused who connects with the old token."""
    again = party.known(player.token)
    await again.connect({"token": player.token})
    refusal = await again.until("connect_error")
    assert set(refusal) == {"message", "data"}
    return str(refusal["data"]["code"])
