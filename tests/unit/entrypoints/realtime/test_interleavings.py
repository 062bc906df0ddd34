"""Whatever the order in which things happen: at the end every socket knows what the store has,
or is gone, and nothing is left behind."""

import asyncio
from collections.abc import Coroutine
from itertools import count
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule

from application.errors import StoreUnavailable
from application.ports import Change
from domain.errors import RoomError, RoomNotFound
from domain.events import MemberJoined
from domain.member import Member
from domain.room import Room
from entrypoints.realtime.inbox import Command
from entrypoints.realtime.session import Phase
from tests.backstage import PATIENCE, Backstage
from tests.hurried_loop import HurriedLoop, idle, what_is_left
from tests.lines import Line
from tests.rooms import CODE, PEOPLE
from tests.stepped_store import Gate
from tests.watching_client import WatchingClient

GATES = ("asking", "answering", "committing", "confirming", "subscribing")
COMMANDS = ("room:toggle_lock", "room:leave", "room:close")

users = st.sampled_from(PEOPLE)
which = st.integers(0, 5)


class Interleavings(RuleBasedStateMachine):
    """People come and go, the store and its feed dawdle and fail, step by step."""

    def __init__(self) -> None:
        super().__init__()
        self._runner = asyncio.Runner(loop_factory=HurriedLoop)
        self._run(self._begin())

    async def _begin(self) -> None:
        self.node = Backstage()
        self.rooms = count(1)
        self.loses = False
        self.tasks: list[asyncio.Task[None]] = []
        await self._mint()

    def _run(self, work: Coroutine[Any, Any, None]) -> None:
        self._runner.run(work)

    async def _mint(self) -> None:
        await self.node.room(*PEOPLE[:4], room_id=f"room {next(self.rooms)}")

    # What happens to the room, from elsewhere.

    @rule(user=users)
    def join(self, user: str) -> None:
        def joining(room: Room) -> tuple[MemberJoined]:
            if user in room.members:
                raise RoomNotFound
            number = max(member.number for member in room.members.values()) + 1
            return (MemberJoined(Member(user, user, room.created_at, number)),)

        self._run(self._change(joining))

    @rule()
    def toggle(self) -> None:
        self._run(self._change(lambda room: room.toggle_lock(by=room.host_id)))

    @rule(user=users)
    def transfer(self, user: str) -> None:
        self._run(self._change(lambda room: room.transfer_host(by=room.host_id, to=user)))

    @rule(user=users)
    def kick(self, user: str) -> None:
        self._run(self._change(lambda room: room.kick(by=room.host_id, target=user)))

    @rule(user=users)
    def leave(self, user: str) -> None:
        self._run(self._change(lambda room: room.leave(user)))

    @rule(user=users)
    def connect_elsewhere(self, user: str) -> None:
        self._run(self._change(lambda room: room.connect(user, "elsewhere")))

    @rule()
    def close(self) -> None:
        self._run(self._change(lambda room: room.close(by=room.host_id)))

    @rule()
    def mint_again(self) -> None:
        self._run(self._mint_again())

    async def _mint_again(self) -> None:
        await self._change(lambda room: room.close(by=room.host_id))
        await self._mint()

    async def _change(self, change: Change) -> None:
        try:
            await self.node.change(change)
        except RoomError:
            return

    # What sockets do.

    @rule(user=users)
    def knock(self, user: str) -> None:
        self._run(self._knock(user))

    async def _knock(self, user: str) -> None:
        self.tasks.append(asyncio.create_task(self.node.knock(user, self.node.line())))

    @rule(which=which)
    def die(self, which: int) -> None:
        self._run(self._die(which))

    async def _die(self, which: int) -> None:
        for line in self._open_lines()[which : which + 1]:
            line.die()

    @rule(which=which)
    def say_goodbye(self, which: int) -> None:
        self._run(self._say_goodbye(which))

    async def _say_goodbye(self, which: int) -> None:
        for line in self._open_lines()[which : which + 1]:
            session = self.node.door.session(line)
            if session is not None and session.phase is not Phase.ENTERING:
                self.node.door.leave(session)
                line.hang_up_in(1)

    @rule(which=which, name=st.sampled_from(COMMANDS))
    def command(self, which: int, name: str) -> None:
        self._run(self._command(which, name))

    async def _command(self, which: int, name: str) -> None:
        for line in self._open_lines()[which : which + 1]:
            session = self.node.door.session(line)
            if session is not None and session.phase in (Phase.INSIDE, Phase.SENT_AWAY):
                due = asyncio.get_running_loop().time() + PATIENCE
                session.inbox.put(Command("an id", name, [], 1, due))

    # What the store and the feed do.

    @rule(name=st.sampled_from(GATES))
    def shut(self, name: str) -> None:
        self._gate(name).close()

    @rule(name=st.sampled_from(GATES))
    def unshut(self, name: str) -> None:
        self._gate(name).open()

    @rule(name=st.sampled_from(GATES), which=which, fails=st.booleans())
    def let_through(self, name: str, which: int, fails: bool) -> None:
        gate = self._gate(name)
        if gate.waiting:
            gate.let_through(which % gate.waiting, StoreUnavailable() if fails else None)

    @rule()
    def hold(self) -> None:
        self.node.store.hold()

    @rule(count=st.none() | st.integers(1, 3))
    def deliver(self, count: int | None) -> None:
        self.node.store.deliver(count)

    @rule()
    def interrupt(self) -> None:
        self.node.store.interrupt()

    @rule()
    def fail_feed(self) -> None:
        self.node.store.fail_feed(StoreUnavailable())

    @precondition(lambda self: self.node.store.holds)
    @rule(count=st.integers(1, 2))
    def lose(self, count: int) -> None:
        self.node.store.lose(count)
        self.loses = True

    @rule()
    def settle(self) -> None:
        self._run(self._settle())

    async def _settle(self) -> None:
        await idle()

    @rule(seconds=st.sampled_from((0.5, 2.0, 6.0)))
    def wait(self, seconds: float) -> None:
        self._run(asyncio.sleep(seconds))

    # The end.

    def teardown(self) -> None:
        try:
            self._run(self._end())
        finally:
            self._runner.close()

    async def _end(self) -> None:
        for name in GATES:
            self._gate(name).open()
        await idle()
        self.node.store.deliver()
        if self.loses:
            self.node.store.interrupt()
        await asyncio.sleep(30)
        await idle()
        await self._check()
        for line in self.node.lines:
            line.die()
        await self.node.door.emptied()
        await idle()
        assert all(task.done() for task in self.tasks)
        assert self.node.relay.hosted == 0
        assert self.node.store.followers == set()
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
        assert inside == {id: socket for id, socket in known.items() if socket != "elsewhere"}

    async def _room(self) -> Room | None:
        try:
            return await self.node.store.get(CODE)
        except RoomNotFound:
            return None

    def _open_lines(self) -> list[Line]:
        return [line for line in self.node.lines if not line.closed]

    def _gate(self, name: str) -> Gate:
        gate = getattr(self.node.store, name)
        assert isinstance(gate, Gate)
        return gate


TestInterleavings = Interleavings.TestCase
TestInterleavings.settings = settings(max_examples=400, stateful_step_count=40, deadline=None)
