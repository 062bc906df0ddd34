"""Whether clients know what the store has, going by nothing but what they were told."""

import asyncio
from collections.abc import Collection, Iterable

from application.ports import RoomRepository
from domain.room import Room
from tests.hearing import Heard
from tests.players import Player
from tests.watching_client import WatchingClient


async def agree(rooms: RoomRepository, players: Collection[Player], within: float) -> None:
    """All these players of one room know what the store has, in so many seconds at most."""
    code = next(iter(players)).code
    loop = asyncio.get_running_loop()
    give_up = loop.time() + within
    while True:
        room = await rooms.get(code)
        if all(_knows(player, room) for player in players):
            return
        assert loop.time() < give_up, (room, [player.heard for player in players])
        await asyncio.sleep(0.02)


async def sent_away(players: Iterable[Player], reason: str, within: float) -> None:
    """All of them are told that the room is closed for this reason, and disconnected."""
    async with asyncio.timeout(within):
        for player in players:
            assert await player.until("room:closed") == {"reason": reason}
            await player.until("disconnect")
            assert player.names.count("room:closed") == 1


def knowledge(heard: Iterable[Heard]) -> WatchingClient:
    """What someone knows who has heard all this since it got in; it must make sense."""
    client = WatchingClient().hear_all([("CONNECT",)])
    for name, *rest in heard:
        client.hear(("DISCONNECT",) if name == "disconnect" else (name, *rest))
    return client


def _knows(player: Player, room: Room) -> bool:
    return player.is_connected and knowledge(player.heard).knows(room)
