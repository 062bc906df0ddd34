"""A client that is told of every change knows the room as the server has it."""

from collections.abc import Callable

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import RoomError
from domain.events import Events
from domain.room import Room
from entrypoints.realtime.announcements import announcements, room_state
from entrypoints.wire import UserView
from greenroom_client import RoomState, StateReplaced, User
from greenroom_client.decoding import event_of
from tests.lines import read
from tests.rooms import ADA, NODE, NOON, PEOPLE, a_room, after, socket_of

Step = Callable[[Room, str], Events]

STEPS: list[Step] = [
    lambda room, who: () if who in room.members else room.join(who, who.title(), NOON),
    lambda room, who: room.connect(who, socket_of(who), NODE),
    lambda room, who: room.disconnect(who, socket_of(who)),
    lambda room, who: room.leave(who),
    lambda room, who: room.kick(by=room.host_id, target=who),
    lambda room, _: room.toggle_lock(by=room.host_id),
    lambda room, who: room.transfer_host(by=room.host_id, to=who),
]

others = st.sampled_from([person for person in PEOPLE if person != ADA])


@given(st.lists(st.tuples(st.sampled_from(STEPS), others), max_size=30))
def test_whatever_the_others_do_one_who_stays_knows_it(steps: list[tuple[Step, str]]) -> None:
    room = a_room(with_members=2, connected=[ADA])
    client = _shown(room)
    for step, who in steps:
        try:
            events = step(room, who)
        except RoomError:
            continue
        room, before = after(room, events), room
        client = _told(client, events, before, room)
        _check(client, room)


def _shown(room: Room) -> RoomState:
    told = event_of(*_heard(read(room_state(room))))
    assert isinstance(told, StateReplaced)
    return RoomState.of(told)


def _told(client: RoomState, events: Events, before: Room, room: Room) -> RoomState:
    for told in announcements(events, before, room):
        if told.packet is not None and told.is_for(ADA, socket_of(ADA)):
            client = client.after(event_of(*_heard(read(told.packet))))
    return client


def _heard(said: tuple[object, ...]) -> tuple[str, tuple[object, ...]]:
    name, *arguments = said
    return str(name), tuple(arguments)


def _check(client: RoomState, room: Room) -> None:
    views = [UserView.of(member, room) for member in room.members.values()]
    users = msgspec.convert(msgspec.to_builtins(views), list[User])
    assert list(client.members.values()) == users
    assert (client.room.host_id, client.is_locked) == (room.host_id, room.is_locked)
