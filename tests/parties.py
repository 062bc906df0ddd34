"""A room with people in it, on one node or spread over several."""

import asyncio
import itertools
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from types import TracebackType
from typing import Any, Self

import httpx

from tests.players import Player


class Party:
    """A room made over HTTP. The first person is its host; they sit on the nodes in turn."""

    def __init__(self, urls: Sequence[str], transport: str = "websocket") -> None:
        self._urls = itertools.cycle(urls)
        self._transport = transport
        self._http = httpx.AsyncClient(base_url=urls[0], trust_env=False)
        self._players: list[Player] = []
        self.code = ""

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await asyncio.gather(*(player.close() for player in self._players))
        await self._http.aclose()

    async def invite(self, name: str, **body: object) -> Player:
        """Someone who creates the room, or joins it, and is not connected yet."""
        path = f"/rooms/{self.code}/join" if self.code else "/rooms"
        answer = await self._http.post(path, json={"displayName": name, **body})
        assert answer.is_success, answer.text
        self.code = answer.json()["roomCode"]
        return self.known(answer.json()["token"])

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

    async def room(self) -> dict[str, Any]:
        """What HTTP tells of the room. Raises `httpx.HTTPStatusError`."""
        answer = await self._http.get(f"/rooms/{self.code}")
        return dict(answer.raise_for_status().json())

    async def status_of_rejoining(self, player: Player) -> int:
        """The status of the answer to one who asks for a new token."""
        bearer = {"authorization": f"Bearer {player.token}"}
        return (await self._http.post(f"/rooms/{self.code}/rejoin", headers=bearer)).status_code


@asynccontextmanager
async def a_party(
    urls: Sequence[str], *names: str, transport: str = "websocket"
) -> AsyncIterator[tuple[Party, list[Player]]]:
    """A room in which these people are connected, who have heard of each other."""
    async with AsyncExitStack() as stack:
        party = await stack.enter_async_context(Party(urls, transport))
        yield party, [await party.welcome(name) for name in names]
