"""Many people at once, over HTTP and with players, on one node or two."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

import httpx

from tests.players import Player


class Door:
    """The HTTP side of one node or several, asked in turn."""

    def __init__(self, *urls: str) -> None:
        self._urls = urls
        self._clients = [httpx.AsyncClient(base_url=url, timeout=30) for url in urls]

    async def __aenter__(self) -> "Door":
        return self

    async def __aexit__(self, *_: object) -> None:
        await asyncio.gather(*(client.aclose() for client in self._clients))

    def url(self, turn: int) -> str:
        """The address of the node whose turn it is."""
        return self._urls[turn % len(self._urls)]

    async def create(
        self, name: str = "Host", max_users: int | None = None, turn: int = 0
    ) -> Player:
        """A new room, and its host, who is to connect to the node whose turn it is."""
        body: dict[str, Any] = {"displayName": name}
        if max_users is not None:
            body["maxUsers"] = max_users
        client = self._clients[turn % len(self._clients)]
        return self._player(await client.post("/rooms", json=body), turn)

    async def ask_to_join(self, code: str, turn: int, name: str = "Guest") -> httpx.Response:
        """Join through the node whose turn it is; whatever the answer."""
        client = self._clients[turn % len(self._clients)]
        return await client.post(f"/rooms/{code}/join", json={"displayName": name})

    async def join(self, code: str, turn: int, name: str = "Guest") -> Player:
        """A member, who is to connect to the node whose turn it is."""
        return self._player(await self.ask_to_join(code, turn, name), turn)

    async def look(self, code: str, turn: int = 0) -> httpx.Response:
        return await self._clients[turn % len(self._clients)].get(f"/rooms/{code}")

    async def rejoin(self, code: str, token: str, turn: int = 0) -> httpx.Response:
        client = self._clients[turn % len(self._clients)]
        headers = {"Authorization": f"Bearer {token}"}
        return await client.post(f"/rooms/{code}/rejoin", headers=headers)

    def _player(self, answer: httpx.Response, turn: int) -> Player:
        assert answer.status_code < 300, answer.text
        admitted = answer.json()
        return Player(self.url(turn), admitted["roomCode"], admitted["token"])


@asynccontextmanager
async def inside(*players: Player) -> AsyncIterator[list[dict[str, Any]]]:
    """The players connected, one after another, and the states they were shown."""
    try:
        yield [await player.enter() for player in players]
    finally:
        await asyncio.gather(*(player.close() for player in players))


def told(player: Player, *names: str) -> list[Any]:
    """The payloads of the events of these names that a player heard, in order."""
    return [rest[0] if rest else None for name, *rest in player.heard if name in names]


def statuses(answers: Sequence[httpx.Response]) -> dict[int, int]:
    """How many answers have which status."""
    found: dict[int, int] = {}
    for answer in answers:
        found[answer.status_code] = found.get(answer.status_code, 0) + 1
    return found


def sees_a_lock(player: Player) -> bool:
    """Whether the room is locked, by what the player was told last."""
    locked = False
    for name, *rest in player.heard:
        if name == "room:state":
            locked = rest[0]["room"]["isLocked"]
        elif name == "room:lock_toggled":
            locked = rest[0]["isLocked"]
    return locked
