"""People come and go, the store and its feed dawdle and fail, step by step; and what has to be
true when all that is over."""

import asyncio
from itertools import count

from application.errors import StoreUnavailable
from application.ports import Change
from domain.errors import RoomError, RoomNotFound
from domain.events import Events, MemberJoined
from domain.member import Member
from domain.room import Room
from entrypoints.realtime.inbox import Command
from entrypoints.realtime.session import Phase, Session
from tests.backstage import PATIENCE, Backstage
from tests.hurried_loop import idle, what_is_left
from tests.lines import Line
from tests.rooms import CODE, NODE, PEOPLE
from tests.stepped_leases import LEASE
from tests.stepped_store import Gate
from tests.watching_client import WatchingClient

GATES = ("asking", "answering", "committing", "confirming", "subscribing", "comparing")
COMMANDS = ("room:toggle_lock", "room:leave", "room:toggle_lock", "room:close")
SECONDS = (0.5, 1.0, 2.0, 6.0)
ELSEWHERE = "a socket of another node"


class Interleaving:
    """One node, on which a step happens after the other. Use: `begin`, `step` ..., `end`."""

    def __init__(self) -> None:
        self.node = Backstage()
        self._store = self.node.store
        self._room_numbers = count(1)
        self._entering: list[asyncio.Task[None]] = []
        self._is_hasty = False

    async def begin(self) -> None:
        await self._mint()

    async def step(self, name: str, user: str, number: int, gate: str) -> None:
        """Do this, and let happen at once what comes of it, unless the step before said that
        there is no time for that."""
        was_hasty, self._is_hasty = self._is_hasty, False
        await self._happen(name, user, number, getattr(self._store, gate))
        if not was_hasty:
            await idle()

    async def _happen(self, name: str, user: str, number: int, gate: Gate) -> None:
        match name:
            case "knock":
                self._knock(user)
            case "knock_and_wait":
                gate.close()
                self._knock(user)
            case "die":
                for line in self._line(number):
                    line.die()
            case "say_goodbye":
                for line, session in self._inside(number):
                    self.node.door.leave(session)
                    line.hang_up_in(1)
            case "command":
                for _, session in self._inside(number):
                    due = asyncio.get_running_loop().time() + PATIENCE
                    session.inbox.put(Command("an id", COMMANDS[number], [], 1, due, arrived=0))
            case "wait":
                await asyncio.sleep(SECONDS[number])
            case "hurry":
                self._is_hasty = True
            case _:
                await self._happen_in_the_store(name, user, number, gate)

    async def _happen_in_the_store(self, name: str, user: str, number: int, gate: Gate) -> None:
        match name:
            case "open_all":
                self._open_all()
            case "let_through" if gate.waiting:
                gate.let_through(number % gate.waiting)
            case "fail_one" if gate.waiting:
                gate.let_through(number % gate.waiting, StoreUnavailable())
            case "hold":
                self._store.hold()
            case "deliver":
                self._store.deliver(number or None)
            case "interrupt":
                self._store.interrupt()
            case "interrupt_and_wait":
                (self._store.asking if number % 2 else self._store.answering).close()
                self._store.interrupt()
            case "lose_lease":
                self._store.clock.advance(LEASE)
                await self.node.leases.memory.lapsed()
                await self.node.residence.renew()
            case "fail_feed":
                self._store.fail_feed(StoreUnavailable())
            case "lose" if self._store.holds:
                self._store.lose(1)
            case _:
                await self._happen_to_the_room(name, user)

    async def _happen_to_the_room(self, name: str, user: str) -> None:
        match name:
            case "join":
                await self._change(lambda room: _join(room, user))
            case "toggle":
                await self._change(lambda room: room.toggle_lock(by=room.host_id))
            case "transfer":
                await self._change(lambda room: room.transfer_host(by=room.host_id, to=user))
            case "kick":
                await self._change(lambda room: room.kick(by=room.host_id, target=user))
            case "leave":
                await self._change(lambda room: room.leave(user))
            case "lose_node":
                node_id = self.node.residence.node_id
                await self._change(lambda room: room.lose_node(node_id))
            case "connect_elsewhere":
                await self._change(lambda room: room.connect(user, ELSEWHERE, NODE))
            case "close":
                await self._change(lambda room: room.close(by=room.host_id))
            case "mint_again":
                await self._change(lambda room: room.close(by=room.host_id))
                await self._mint()

    async def end(self) -> None:
        """Let everything through, check what everybody knows, and send everybody home."""
        self._open_all()
        await idle()
        self._store.deliver()
        await asyncio.sleep(30)
        await idle()
        await self._check()
        for line in self.node.lines:
            line.die()
        await self.node.door.emptied()
        await idle()
        assert all(entering.done() for entering in self._entering)
        assert self.node.wronged == []
        assert self.node.relay.hosted == 0
        assert self._store.followers == set()
        assert what_is_left() == []

    async def _check(self) -> None:
        """Every open connection knows the room; everybody whom the room knows has one."""
        room = await self._room()
        inside = {}
        for line in self.node.lines:
            client = WatchingClient().hear_all(line.said)
            if not line.closed:
                session = self.node.session(line)
                assert session.phase is Phase.INSIDE
                assert room is not None
                assert client.knows(room)
                assert not client.is_over
                inside[session.who.user_id] = session.socket_id
        members = room.members.values() if room else ()
        known = {member.id: member.socket_id for member in members if member.is_connected}
        assert inside == {id: socket for id, socket in known.items() if socket != ELSEWHERE}

    async def _room(self) -> Room | None:
        try:
            return await self._store.get(CODE)
        except RoomNotFound:
            return None

    async def _mint(self) -> None:
        await self.node.room(*PEOPLE[:4], room_id=f"room {next(self._room_numbers)}")

    async def _change(self, change: Change) -> None:
        try:
            await self.node.change(change)
        except RoomError:
            return

    def _knock(self, user: str) -> None:
        self._entering.append(asyncio.create_task(self.node.knock(user, self.node.line())))

    def _line(self, number: int) -> list[Line]:
        """The one with this number of those that are open, if there is one."""
        return [line for line in self.node.lines if not line.closed][number : number + 1]

    def _inside(self, number: int) -> list[tuple[Line, Session]]:
        """The same, if it has entered."""
        found = [(line, self.node.door.session(line)) for line in self._line(number)]
        return [(line, it) for line, it in found if it and it.phase is not Phase.ENTERING]

    def _open_all(self) -> None:
        for name in GATES:
            gate: Gate = getattr(self._store, name)
            gate.open()


def _join(room: Room, user: str) -> Events:
    if user in room.members:
        return ()
    number = max(member.number for member in room.members.values()) + 1
    return (MemberJoined(Member(user, user, room.created_at, number)),)
