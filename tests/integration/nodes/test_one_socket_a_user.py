"""One live connection a user, and none for who is no member."""

import asyncio

from tests.crowd import Door, inside, told
from tests.players import Player
from tests.shared_stores import Look


async def test_who_connects_twice_stays_connected_when_the_first_socket_drops(
    door: Door, look: Look
) -> None:
    host, guest = await _host_and_guest(door)
    again = Player(host.url, guest.code, guest.token)  # the same user, on the other node
    async with inside(host, guest, again):
        await guest.until("disconnect")
        assert told(guest, "error:room")[0]["code"] == "SESSION_REPLACED"
        await guest.close()
        assert (await host.call("room:toggle_lock"))["ok"]
        await again.until("room:lock_toggled")
        assert told(host, "user:disconnected", "user:left") == []
        assert (await look.rooms.get(host.code)).member(guest.id).is_connected
        assert again.is_connected


async def test_a_user_kicked_in_the_very_moment_of_connecting_keeps_no_socket(
    door: Door, look: Look
) -> None:
    host = await door.create()
    async with inside(host):
        for turn in range(100):
            guest = await door.join(host.code, turn)
            kick = {"kickUserId": guest.id}
            _, answer = await asyncio.gather(
                guest.connect({"token": guest.token}), host.call("room:kick", kick)
            )
            assert answer == {"ok": True}
            await guest.until("disconnect" if guest.is_connected else guest.names[-1])
            assert not guest.is_connected
            assert guest.id not in (await look.rooms.get(host.code)).members
            assert guest.names[-1] in ("connect_error", "disconnect")
            await guest.close()


async def test_a_kicked_user_is_sent_away_from_the_other_node(door: Door) -> None:
    host, guest = await _host_and_guest(door)
    async with inside(host, guest):
        assert (await host.call("room:kick", {"kickUserId": guest.id}))["ok"]
        await guest.until("disconnect")
        assert guest.names[-2:] == ["user:kicked", "disconnect"]
        assert (await host.until("user:left")) == {"reason": "KICKED", "userId": guest.id}
        assert told(host, "user:disconnected") == []
        assert (await door.rejoin(guest.code, guest.token, 1)).status_code == 404


async def _host_and_guest(door: Door) -> tuple[Player, Player]:
    host = await door.create("Ann")
    return host, await door.join(host.code, 1, "Bob")
