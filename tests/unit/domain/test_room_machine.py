"""Random commands, sensible and not, with every promise of a room checked after each.

The room is held against `RoomModel`, which says what each command should do. Time passes in
both directions, as on nodes whose clocks disagree.
"""

from collections.abc import Callable
from copy import deepcopy
from datetime import timedelta
from itertools import compress

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from domain.errors import RoomError, RoomNotFound
from domain.events import Events
from domain.room import Room
from domain.timing import Timing
from tests.room_model import UNREFUSED, Refusal, RoomModel
from tests.rooms import NODE, NOON

TTL = timedelta(seconds=1000)
HOST_OF_THE_MOMENT = "host"

USERS = [f"u{n}" for n in range(1, 8)]

anyone = st.sampled_from(USERS)
someone = st.just(HOST_OF_THE_MOMENT) | anyone
some_of_seven = st.lists(st.booleans(), min_size=7, max_size=7)
some_size = st.sampled_from([7, 5, 3, 2, 1])
some_socket = st.sampled_from(["s1", "s2"])
some_time = st.integers(-300_000, 400_000).map(lambda n: timedelta(milliseconds=n))


class RoomMachine(RuleBasedStateMachine):
    """Users are u1, u2, ... in the order in which they ask to join; no id comes twice."""

    @initialize(places=some_size, newcomers=st.sampled_from([6, 2, 0]), here=some_of_seven)
    def create(self, places: int, newcomers: int, here: list[bool]) -> None:
        self.now = NOON
        self.asked = 1
        self.room, _ = Room.create(
            code="KRTWXY",
            room_id="the room",
            revision="revision 1",
            host_id="u1",
            display_name="Ada",
            max_users=places,
            now=NOON,
            timing=Timing(TTL),
        )
        self.first = self.room
        self.model = RoomModel(places, host="u1", people=["u1"])
        for _ in range(newcomers):
            self.join()
        for user in compress(USERS, here):
            self.connect(user, "s1")

    @rule(by=some_time)
    def time_passes(self, by: timedelta) -> None:
        self.now += by

    @rule()
    def join(self) -> None:
        self.asked += 1
        user = f"u{self.asked}"
        self._try(lambda room: room.join(user, user.upper(), self.now), self.model.join(user))

    @rule(user=someone, socket=some_socket)
    def connect(self, user: str, socket: str) -> None:
        user = self._named(user)
        self._try(lambda room: room.connect(user, socket, NODE), self.model.connect(user, socket))

    @rule(user=someone, socket=some_socket)
    def disconnect(self, user: str, socket: str) -> None:
        user = self._named(user)
        self._try(lambda room: room.disconnect(user, socket), self.model.disconnect(user, socket))

    @rule(user=someone)
    def leave(self, user: str) -> None:
        user = self._named(user)
        self._try(lambda room: room.leave(user), self.model.leave(user))

    @rule(by=someone, whom=someone)
    def kick(self, by: str, whom: str) -> None:
        by, whom = self._named(by), self._named(whom)
        self._try(lambda room: room.kick(by=by, target=whom), self.model.kick(by, whom))

    @rule(by=anyone)
    def toggle_lock(self, by: str) -> None:
        self._try(lambda room: room.toggle_lock(by=by), self.model.toggle_lock(by))

    @rule(by=someone, to=someone)
    def transfer_host(self, by: str, to: str) -> None:
        by, to = self._named(by), self._named(to)
        self._try(lambda room: room.transfer_host(by=by, to=to), self.model.transfer_host(by, to))

    @rule(by=anyone)
    def close(self, by: str) -> None:
        self._try(lambda room: room.close(by=by), self.model.close(by))

    @rule(user=someone)
    def come_back(self, user: str) -> None:
        user = self._named(user)
        if self.model.closed or user not in self.model.people:
            with pytest.raises(RoomError):
                self.room.member(user)
        else:
            assert self.room.member(user).id == user

    def _named(self, user: str) -> str:
        return self.model.host if user == HOST_OF_THE_MOMENT else user

    def _try(self, change: Callable[[Room], Events], expected: Refusal) -> None:
        before, snapshot = self.room, deepcopy(self.room)
        assert self._refusal_of(change) is expected
        assert before == snapshot
        self._see_that_the_deadline_held(before)

    def _refusal_of(self, change: Callable[[Room], Events]) -> Refusal:
        """Decide and apply as a store does: without events there is no change."""
        try:
            events = change(self.room)
        except RoomError as refusal:
            return type(refusal)
        if events:
            revision = f"revision {self.room.version + 1}"
            self.room = self.room.apply(events, at=self.now, revision=revision)
        return UNREFUSED

    def _see_that_the_deadline_held(self, before: Room) -> None:
        room, ttl = self.room, self.room.timing.ttl
        assert room.expires_at >= before.expires_at
        assert room.expires_at >= room.updated_at + ttl * 9 / 10
        assert room.expires_at in (before.expires_at, room.updated_at + ttl)

    @invariant()
    def the_room_is_what_the_model_says(self) -> None:
        room, model = self.room, self.model
        assert list(room.members) == model.people
        assert {m.id: m.socket_id for m in room.members.values() if m.is_connected} == model.sockets
        assert (room.host_id, room.is_locked) == (model.host, model.locked)
        assert room.is_open is not model.closed

    @invariant()
    def every_change_and_nothing_else_is_one_version(self) -> None:
        assert self.room.version == self.model.changes
        assert self.room.revision == f"revision {self.model.changes}"

    @invariant()
    def exactly_one_host_who_is_a_member(self) -> None:
        assert self.room.host_id in self.room.members

    @invariant()
    def never_more_members_than_places(self) -> None:
        assert 1 <= len(self.room.members) <= self.first.max_users

    @invariant()
    def join_numbers_are_unique_and_rise_in_the_order_of_members(self) -> None:
        numbers = [member.number for member in self.room.members.values()]
        assert numbers == sorted(set(numbers))
        assert min(numbers) >= 1

    @invariant()
    def members_are_filed_under_their_ids_and_keep_their_names(self) -> None:
        for id, member in self.room.members.items():
            assert member.id == id
            assert member.display_name == ("Ada" if id == "u1" else id.upper())

    @invariant()
    def connected_is_having_a_socket(self) -> None:
        for member in self.room.members.values():
            assert member.is_connected is (member.socket_id is not None)

    @invariant()
    def what_a_room_never_changes_is_unchanged(self) -> None:
        room, first = self.room, self.first
        assert (room.code, room.room_id) == (first.code, first.room_id)
        assert (room.max_users, room.timing) == (first.max_users, first.timing)
        assert room.created_at == first.created_at

    @invariant()
    def a_closed_room_refuses_everything(self) -> None:
        if self.room.is_open:
            return
        host, room = self.room.host_id, self.room
        commands: list[Callable[[], object]] = [
            lambda: room.member(host),
            lambda: room.join("newcomer", "Newcomer", self.now),
            lambda: room.connect(host, "s1", NODE),
            lambda: room.disconnect(host, "s1"),
            lambda: room.leave(host),
            lambda: room.kick(by=host, target="u2"),
            lambda: room.close(by=host),
            lambda: room.toggle_lock(by=host),
            lambda: room.transfer_host(by=host, to="u2"),
        ]
        for command in commands:
            with pytest.raises(RoomNotFound):
                command()


TestRoomMachine = RoomMachine.TestCase
TestRoomMachine.settings = settings(
    max_examples=400,
    stateful_step_count=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
