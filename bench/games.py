"""Rooms in which something is always going on: people come, go, vanish, are sent away, return."""

import asyncio
import random  # noqa: TID251 - seeded
from collections import Counter
from collections.abc import Sequence
from contextlib import AsyncExitStack

import httpx

from adapters.redis_rooms import RedisRooms
from domain.member import Member
from tests.players import user_in
from tests.visitor import PATIENCE, Visitor

COMMANDS = ("toggle", "toggle", "transfer", "join", "leave", "kick", "vanish", "say_goodbye")
ENDINGS = ("close", "everybody_leaves", "everybody_vanishes", "nobody_moves")
MOST, LEAST = 6, 3
"""People in a room."""


class Seat:
    """A member of a room, connected or not; each time to a node of its choice."""

    def __init__(self, code: str, token: str) -> None:
        self.id = user_in(token)
        self.visitor: Visitor | None = None
        self._code, self._token = code, token
        self._stack = AsyncExitStack()
        self._listening: asyncio.Task[None]

    async def enter(self, url: str) -> None:
        self.visitor = Visitor(url, self._code, self._token)
        self._listening = await self.visitor.enter(self._stack)

    async def vanish(self) -> None:
        """The connection is gone, without a word."""
        if self.visitor is not None:
            await self.visitor.vanish()
            await self.say_goodbye()

    async def say_goodbye(self) -> None:
        """The page is closed."""
        if self.visitor is not None:
            self._listening.cancel()
            await asyncio.wait([self._listening])
            await self._stack.aclose()
            self.visitor = None


class Game:
    """One room, from its creation to its end. One thing happens at a time."""

    def __init__(self, urls: Sequence[str], rooms: RedisRooms, seed: int) -> None:
        self.outcomes: Counter[str] = Counter()
        self.seats: list[Seat] = []
        self.code = ""
        self._urls = urls
        self._rooms = rooms
        self._chance = random.Random(seed)  # noqa: S311

    @property
    def visitors(self) -> list[Visitor]:
        """The clients that are connected, or should be."""
        return [seat.visitor for seat in self.seats if seat.visitor is not None]

    async def begin(self) -> None:
        """A room, and people in it."""
        for _ in range(LEAST):
            await self._join()

    async def step(self) -> None:
        """Someone who was away comes back, or something else happens."""
        away = [seat for seat in self.seats if seat.visitor is None]
        if away and self._chance.random() < 0.5:
            await away[0].enter(self._chance.choice(self._urls))
            self.outcomes["come back"] += 1
        else:
            await getattr(self, f"_{self._chance.choice(COMMANDS)}")()

    async def end(self) -> None:
        """In one way or another; a room that is left alone ends by itself, later."""
        ending = self._chance.choice(ENDINGS)
        if ending == "close":
            await self._as_host("room:close")
        for seat in self._here() if ending == "everybody_leaves" else ():
            await self._ask(seat, "room:leave")
        for seat in self.seats:
            await (seat.vanish() if ending == "everybody_vanishes" else seat.say_goodbye())
        self.seats.clear()
        self.outcomes[ending] += 1

    async def _join(self) -> None:
        if len(self.seats) >= MOST:
            return
        path = f"/rooms/{self.code}/join" if self.code else "/rooms"
        url = self._chance.choice(self._urls)
        async with httpx.AsyncClient(base_url=url, trust_env=False, timeout=PATIENCE) as http:
            answer = await http.post(path, json={"displayName": "Somebody"})
        self.outcomes[f"HTTP {answer.status_code}"] += 1
        if not answer.is_success:
            return  # locked
        self.code = answer.json()["roomCode"]
        self.seats.append(Seat(self.code, answer.json()["token"]))
        await self.seats[-1].enter(self._chance.choice(self._urls))

    async def _toggle(self) -> None:
        await self._as_host("room:toggle_lock")

    async def _transfer(self) -> None:
        host = await self._host()
        others = [seat for seat in self.seats if seat.id != host.id]
        await self._as_host("room:transfer_host", {"newHostId": self._chance.choice(others).id})

    async def _kick(self) -> None:
        host = await self._host()
        others = [seat for seat in self.seats if seat.id != host.id]
        if len(self.seats) <= LEAST:
            return
        gone = self._chance.choice(others)
        if await self._as_host("room:kick", {"kickUserId": gone.id}):
            self.seats.remove(gone)
            await gone.say_goodbye()

    async def _leave(self) -> None:
        if len(self.seats) > LEAST and self._here():
            await self._ask(self._chance.choice(self._here()), "room:leave")

    async def _vanish(self) -> None:
        await self._chance.choice(self.seats).vanish()
        self.outcomes["vanish"] += 1

    async def _say_goodbye(self) -> None:
        await self._chance.choice(self.seats).say_goodbye()
        self.outcomes["say goodbye"] += 1

    async def _as_host(self, event: str, *payload: object) -> bool:
        """Whether the host was here, and the command was carried out."""
        host = await self._host()
        seat = next(seat for seat in self.seats if seat.id == host.id)
        return seat.visitor is not None and await self._ask(seat, event, *payload)

    async def _ask(self, seat: Seat, event: str, *payload: object) -> bool:
        assert seat.visitor is not None
        outcome = await seat.visitor.ask(event, *payload)
        self.outcomes[event if outcome == "ok" else f"{event} {outcome}"] += 1
        if event == "room:leave" and outcome == "ok":
            self.seats.remove(seat)
            await seat.say_goodbye()
        return outcome == "ok"

    async def _host(self) -> Member:
        room = await self._rooms.get(self.code)
        return room.members[room.host_id]

    def _here(self) -> list[Seat]:
        return [seat for seat in self.seats if seat.visitor is not None]
