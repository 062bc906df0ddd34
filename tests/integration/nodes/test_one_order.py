"""Every client of a room, on every node, sees the same events in the same order."""

import asyncio

from tests.crowd import Door, inside, told


async def test_thirty_toggles_in_a_row_are_the_same_thirty_events_for_all(door: Door) -> None:
    host = await door.create()
    members = [await door.join(host.code, turn) for turn in range(6)]
    async with inside(host, *members):
        answers = await asyncio.gather(*(host.call("room:toggle_lock") for _ in range(30)))
        assert answers == [{"ok": True}] * 30
        for player in (host, *members):
            for _ in range(30):
                await player.until("room:lock_toggled")
            locks = [event["isLocked"] for event in told(player, "room:lock_toggled")]
            assert locks == [turn % 2 == 0 for turn in range(30)]


async def test_members_of_two_nodes_see_each_other_come_and_go(door: Door) -> None:
    host = await door.create("Ann")
    guest = await door.join(host.code, 1, "Bob")
    async with inside(host):
        state = await guest.enter()
        assert [user["isConnected"] for user in state["users"]] == [True, True]
        connected = (await host.until("user:connected"))["user"]
        assert (connected["id"], connected["isConnected"]) == (guest.id, True)
        await guest.close()
        assert (await host.until("user:disconnected"))["user"]["id"] == guest.id


async def test_each_client_hears_each_change_once_between_two_states(door: Door) -> None:
    host = await door.create(max_users=20)
    early = [await door.join(host.code, turn) for turn in range(1, 5)]
    late = [await door.join(host.code, turn) for turn in range(6)]
    async with inside(host, *early):
        toggles = [host.call("room:toggle_lock") for _ in range(20)]
        await asyncio.gather(*toggles, *(player.enter() for player in late))
        await host.call("room:close")
        for player in (host, *early, *late):
            await player.until("room:closed")
            assert player.names.count("room:closed") == 1
            assert player.names.count("room:state") == 1
            assert player.names.index("room:state") == 0
            _check_alternating(player.heard)
    await asyncio.gather(*(player.close() for player in late))


def _check_alternating(heard: list[tuple[object, ...]]) -> None:
    """Every lock that was told is the other one than before, from the state that was shown."""
    locked = heard[0][1]["room"]["isLocked"]  # type: ignore[index]
    for name, *rest in heard[1:]:
        if name == "room:lock_toggled":
            assert rest == [{"isLocked": not locked}]
            locked = not locked
