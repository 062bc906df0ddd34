"""A room with people in it, on one node or spread over several."""

import asyncio
import itertools
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from types import TracebackType
from typing import Self

from greenroom_client import Greenroom, Refused, Room, Seat, Transport
from tests.players import Player


class Party:
    """A room made over HTTP. The first person is its host; they sit on the nodes in turn."""

    def __init__(self, urls: Sequence[str], transport: Transport = "websocket") -> None:
        self._urls = itertools.cycle(urls)
        self._transport = transport
        self._greenroom = Greenroom(urls[0])
        self._players: list[Player] = []
        self.code = ""

    async def __aenter__(self) -> Self:
        await self._greenroom.__aenter__()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await asyncio.gather(*(player.close() for player in self._players))
        await self._greenroom.__aexit__(kind, error, trace)

    async def invite(self, name: str) -> Player:
        """Someone who creates the room, or joins it, and is not connected yet."""
        if self.code:
            seat = await self._greenroom.join(self.code, name)
        else:
            seat = await self._greenroom.create(name)
        self.code = seat.room_code
        return self.known(seat.token)

    def known(self, token: str) -> Player:
        """A client for someone who has a token: a newcomer's, or one more of someone's."""
        player = Player(next(self._urls), self.code, token, self._transport)
        self._players.append(player)
        return player

    async def welcome(self, name: str) -> Player:
        """Someone new, connected, of whom all who were there have heard."""
        others = [player for player in self._players if player.is_connected]
        player = await self.invite(name)
        await player.enter()
        for other in others:
            heard = await other.until("user:connected")
            assert heard["user"]["id"] == player.id
        return player

    async def hush(self, *players: Player) -> None:
        """Returns when these have heard of everything that has happened so far.

        Someone joins for it: what they hear of that comes after everything else.
        """
        last = await self.invite("Last")
        for player in players:
            while (await player.until("user:joined"))["user"]["id"] != last.id:
                pass

    async def room(self) -> Room:
        """What HTTP tells of the room. Raises `Refused`."""
        return await self._greenroom.look(self.code)

    async def status_of_rejoining(self, player: Player) -> int:
        """The status of the answer to one who asks for a new token."""
        try:
            await self._greenroom.rejoin(Seat(self.code, player.token))
        except Refused as refused:
            return refused.status or 0
        return 200


@asynccontextmanager
async def a_party(
    urls: Sequence[str], *names: str, transport: Transport = "websocket"
) -> AsyncIterator[tuple[Party, list[Player]]]:
    """A room in which these people are connected, who have heard of each other."""
    async with AsyncExitStack() as stack:
        party = await stack.enter_async_context(Party(urls, transport))
        yield party, [await party.welcome(name) for name in names]
