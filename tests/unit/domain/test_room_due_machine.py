"""Random commands and random time under random graces: what is due is settled, and only once."""

from collections.abc import Callable
from datetime import timedelta

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from domain.errors import RoomError
from domain.events import Events, HostChanged, LeaveReason, MemberLeft, MemberMissed
from domain.room import Room
from domain.timing import Timing
from tests.rooms import NOON

TTL = timedelta(seconds=1000)
USERS = [f"u{n}" for n in range(1, 7)]

anyone = st.sampled_from(USERS)
seconds = st.integers(0, 90).map(lambda n: timedelta(seconds=n))
some_node = st.sampled_from(["n1", "n2"])


class DueMachine(RuleBasedStateMachine):
    """Settles before every change, as a store does. Time only goes forward."""

    @initialize(
        empty=st.none() | st.integers(10, 1000).map(lambda n: timedelta(seconds=n)),
        graces=st.tuples(seconds, seconds, seconds),
    )
    def create(self, empty: timedelta | None, graces: tuple[timedelta, ...]) -> None:
        self.now = NOON
        self.numbers = 0
        self.timing = Timing(TTL, empty, *graces)
        self.room, _ = Room.create(
            code="KRTWXY",
            room_id="the room",
            revision="revision 1",
            host_id="u1",
            display_name="Ada",
            max_users=4,
            now=NOON,
            timing=self.timing,
        )

    @rule(by=seconds)
    def time_passes(self, by: timedelta) -> None:
        self.now += by

    @rule(user=anyone)
    def join(self, user: str) -> None:
        if user not in self.room.members:
            self._change(lambda room: room.join(user, user, self.now))

    @rule(user=anyone, node=some_node)
    def connect(self, user: str, node: str) -> None:
        self.numbers += 1
        self._change(lambda room: room.connect(user, f"socket {self.numbers}", node))

    @rule(user=anyone)
    def disconnect(self, user: str) -> None:
        def disconnecting(room: Room) -> Events:
            return room.disconnect(user, room.member(user).socket_id or "none")

        self._change(disconnecting)

    @rule(node=some_node)
    def lose(self, node: str) -> None:
        self._change(lambda room: room.lose_node(node))

    @rule(user=anyone)
    def leave(self, user: str) -> None:
        self._change(lambda room: room.leave(user))

    @rule(to=anyone)
    def hand_over(self, to: str) -> None:
        self._change(lambda room: room.transfer_host(by=room.host_id, to=to))

    @rule()
    def settle(self) -> None:
        self._settle()

    def _settle(self) -> None:
        events = self.room.due(self.now)
        for event in events:
            self._may_be_due(event)
        if events:
            self._apply(events)
        assert self.room.due(self.now) == ()
        assert self.room.due_at is None or self.room.due_at > self.now

    def _may_be_due(self, event: object) -> None:
        match event:
            case HostChanged(host_id):
                assert host_id in self.room.members
            case MemberMissed(user_id):
                assert self.room.members[user_id].is_lingering
            case MemberLeft(user_id, reason):
                assert reason is LeaveReason.TIMEOUT
                since = self.room.members[user_id].away_since
                assert since is not None
                assert since + self.timing.member_grace <= self.now

    def _change(self, change: Callable[[Room], Events]) -> None:
        self._settle()
        try:
            events = change(self.room)
        except RoomError:
            return
        if events:
            self._apply(events)

    def _apply(self, events: Events) -> None:
        revision = f"revision {self.room.version + 1}"
        self.room = self.room.apply(events, at=self.now, revision=revision)

    @invariant()
    def the_host_is_a_member(self) -> None:
        assert not self.room.is_open or self.room.host_id in self.room.members

    @invariant()
    def a_member_is_on_a_node_while_it_has_a_socket_and_away_since_some_time_otherwise(
        self,
    ) -> None:
        for member in self.room.members.values():
            assert (member.node_id is None) is (member.socket_id is None)
            assert (member.away_since is None) is member.is_connected
            assert not (member.is_connected and member.is_lingering)

    @invariant()
    def the_deadline_is_that_of_an_empty_room_or_of_one_with_people_in_it(self) -> None:
        room = self.room
        span = self.timing.while_(room.is_occupied)
        assert room.expires_at >= room.updated_at + span * 9 / 10
        if self.timing.when_empty <= TTL * 9 / 10:
            assert room.expires_at <= room.updated_at + span

    @invariant()
    def nothing_is_due_in_a_closed_room(self) -> None:
        if not self.room.is_open:
            assert self.room.due_at is None


TestDueMachine = DueMachine.TestCase
TestDueMachine.settings = settings(
    max_examples=300,
    stateful_step_count=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
