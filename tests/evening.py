"""A room on two nodes that are killed and cut off, its people, and everything that is committed."""

import asyncio
import itertools
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, suppress

import httpx

from application.commit import Commit
from application.contract.promises import held_until, same_room, sound
from domain.room import Room
from entrypoints.http.idempotency import HEADER
from tests.commits import commits_of
from tests.gated_nodes import GatedNode
from tests.ledger import TOGGLE, Ledger
from tests.players import user_in
from tests.redis_rooms import Node as Store
from tests.redis_store import footprint_in
from tests.visitor import NotLetIn, Visitor

REGULARS = 2
"""So many stay to the end."""

SETTLED = 20.0
"""Seconds after which everything is as it should be, once nothing is in the way: a lease, a
contact as long as a lease, and the reconnections; more where the machine is busy."""


class Person:
    """A member of the room, with every connection that it has made."""

    def __init__(self, token: str) -> None:
        self.token = token
        self.id = user_in(token)
        self.visitors: list[Visitor] = []

    @property
    def here(self) -> list[Visitor]:
        """The connections that are alive; in the end there is one at most."""
        return [visitor for visitor in self.visitors if not visitor.is_lost]

    def is_at_odds_with(self, room: Room) -> bool:
        """Whether it is not where the store has it, or knows anything else."""
        member = room.members.get(self.id)
        if len(self.here) != int(member is not None and member.is_connected):
            return True
        return any(visitor.differs_from(room) for visitor in self.here)


class Evening:
    """Use: `begin`, whatever happens, `end`. `store` is a way to the store without a gate."""

    def __init__(self, nodes: Sequence[GatedNode], store: Store) -> None:
        self.nodes = nodes
        self.people: list[Person] = []
        self._store = store
        self._ledger = Ledger()
        self._commits: list[Commit] = []
        self._stack = AsyncExitStack()
        self._numbers = itertools.count(1)
        self._key = ""  # of the last join, until someone is asked to go

    async def begin(self, guests: int) -> None:
        """Both nodes are well; the host and so many guests are in, on the nodes in turn."""
        for node in self.nodes:
            await node.start()
        self.code, token = await self._created()
        self._commits = await self._stack.enter_async_context(
            commits_of(self._store.feed, self.code)
        )
        self._first = await self._store.rooms.get(self.code)
        self.people.append(Person(token))
        for turn in range(guests):
            await self.join(turn % len(self.nodes))
        for turn, person in enumerate(self.people):
            await self.enter(person, turn % len(self.nodes))

    async def join(self, turn: int) -> None:
        """Someone new joins through this node."""
        self._key = f"{self.code}-joins-for-the-{next(self._numbers)}th-time"
        await self._ask_to_join(turn, self._key)

    async def join_again(self, turn: int) -> None:
        """The last one who tried to join does so again, as if there had been no answer. Not when
        it may have left: then it would be in twice, as it should."""
        if self._key:
            await self._ask_to_join(turn, self._key)

    async def enter(self, person: Person, turn: int) -> None:
        """Someone connects to this node, maybe for the second time."""
        visitor = Visitor(self.nodes[turn].url, self.code, person.token)
        with suppress(NotLetIn, OSError):
            listening = await visitor.enter(self._stack)
            self._stack.callback(listening.cancel)
            person.visitors.append(visitor)

    async def vanish(self, person: Person) -> None:
        """All connections of someone are gone without a word."""
        for visitor in person.here:
            await visitor.vanish()

    async def toggle(self, times: int) -> None:
        """The host toggles the lock so many times at once."""
        await asyncio.gather(*(self._as_host(TOGGLE, "room:toggle_lock") for _ in range(times)))

    async def toggle_and(
        self, times: int, milliseconds: int, strike: Callable[[], Awaitable[None]]
    ) -> None:
        """This strikes so long after the commands were sent."""
        toggling = asyncio.create_task(self.toggle(times))
        await asyncio.sleep(milliseconds / 1000)
        await strike()
        await toggling

    async def hand_to(self, person: Person) -> None:
        await self._as_host(f"hand to {person.id}", "room:transfer_host", {"newHostId": person.id})

    async def kick(self, person: Person) -> None:
        if person not in self.people[:REGULARS]:
            self._key = ""
            await self._as_host(f"kick {person.id}", "room:kick", {"kickUserId": person.id})

    async def leave(self, person: Person) -> None:
        if person not in self.people[:REGULARS] and person.here:
            self._key = ""
            self._ledger.note(f"leave {person.id}", await person.here[-1].ask("room:leave"))

    async def end(self) -> None:
        """Nothing is in the way any more, and everything comes right."""
        for node in self.nodes:
            node.mend()
            await node.start()
        try:
            room = await self._settled()
            await self._check(room)
        finally:
            await self._stack.aclose()

    async def _settled(self) -> Room:
        """The room, once everybody is where the store has them, and knows what it has."""
        loop = asyncio.get_running_loop()
        give_up = loop.time() + SETTLED
        while True:
            room = await self._store.rooms.get(self.code)
            odd = [one for one in self.people if one.is_at_odds_with(room)]
            if not odd and self._commits[-1].revision == room.revision:
                return room
            assert loop.time() < give_up, (
                room,
                [(one.id, [(v.url, v.confused or v.knows) for v in one.here]) for one in odd],
            )
            await asyncio.sleep(0.05)

    async def _check(self, room: Room) -> None:
        told = self._first
        for commit in self._commits:
            assert commit.continues(told), (commit, told)
            told = commit.applied_to(told)
            sound(told)
        same_room(room, told, "the stored room")
        held_until(await footprint_in(self._store.redis, self.code), room.expires_at, "at last")
        self._ledger.check(self._commits)

    async def _as_host(self, effect: str, event: str, *payload: object) -> None:
        """The host sends this command, if it is here."""
        host_id = (await self._store.rooms.get(self.code)).host_id
        host = next((one for one in self.people if one.id == host_id and one.here), None)
        if host is not None:
            self._ledger.note(effect, await host.here[-1].ask(event, *payload))

    async def _ask_to_join(self, turn: int, key: str) -> None:
        if not self.nodes[turn].is_alive:
            return
        answer = await self._post(turn, f"/rooms/{self.code}/join", {HEADER: f'"{key}"'})
        if answer.status_code == 503:
            self._ledger.note_join(key, None)
        if answer.status_code != 200:
            return  # full, or locked
        person = Person(answer.json()["token"])
        self._ledger.note_join(key, person.id)
        if person.id not in (one.id for one in self.people):
            self.people.append(person)

    async def _created(self) -> tuple[str, str]:
        """The code of a new room, and its host's token, once the node is well again."""
        async with asyncio.timeout(SETTLED):
            while not (answer := await self._post(0, "/rooms", {})).is_success:
                pass
        return answer.json()["roomCode"], answer.json()["token"]

    async def _post(self, turn: int, path: str, headers: dict[str, str]) -> httpx.Response:
        url = self.nodes[turn].url
        async with httpx.AsyncClient(base_url=url, trust_env=False, timeout=15) as http:
            return await http.post(path, json={"displayName": "Somebody"}, headers=headers)
