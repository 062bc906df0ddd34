"""Rooms that the tests of the contract start from."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from application.contract.changes import (
    connecting,
    disconnecting,
    handing_to,
    joining,
    kicking,
    leaving,
    toggle,
)
from application.contract.fresh import fresh, fresh_code
from application.contract.promises import granted
from application.contract.store_under_test import StoreUnderTest
from application.ports import Change
from domain.events import Events
from domain.room import Room
from domain.timing import Timing

HOUR = timedelta(hours=1)
AN_HOUR = Timing(HOUR)
NO_TIME = timedelta()


def new_room(
    stores: StoreUnderTest,
    *,
    code: str | None = None,
    display_name: str = "Host",
    max_users: int = 8,
    timing: Timing = AN_HOUR,
    created: datetime | None = None,
) -> tuple[Room, Events]:
    """A room that is not in the store yet, created now unless it says when, and its event."""
    return Room.create(
        code=code or fresh_code(),
        room_id=fresh("room"),
        revision=fresh("revision"),
        host_id=fresh("host"),
        display_name=display_name,
        max_users=max_users,
        now=created or stores.clock.now(),
        timing=timing,
    )


async def open_room(
    stores: StoreUnderTest,
    *,
    code: str | None = None,
    max_users: int = 8,
    timing: Timing = AN_HOUR,
    age: timedelta = NO_TIME,
) -> Room:
    """A room in the store, created `age` ago, with its host, not connected, as its member."""
    created = stores.clock.now() - age
    room, events = new_room(stores, code=code, max_users=max_users, timing=timing, created=created)
    with granted("adding a room under a free code"):
        await stores.first.rooms.add(room, events)
    return room


@dataclass(frozen=True, slots=True)
class Party:
    """A room in the store with four members: the host and Ann connected, Bob and Eve away."""

    room: Room
    host: str
    ann: str
    bob: str
    eve: str
    anns_socket: str

    @property
    def code(self) -> str:
        return self.room.code


async def open_party(stores: StoreUnderTest, *, timing: Timing = AN_HOUR) -> Party:
    """A party in the store; both nodes had a hand in it."""
    room = await open_room(stores, timing=timing)
    host, ann, bob, eve = room.host_id, fresh("ann"), fresh("bob"), fresh("eve")
    anns_socket = fresh("socket")
    arrivals = (
        connecting(host),
        joining(ann, "Ann"),
        joining(bob, "Bob"),
        joining(eve, "Eve"),
        connecting(ann, anns_socket),
    )
    for turn, arrival in enumerate(arrivals):
        with granted("an arrival that the rules allow"):
            room = (await stores.node(turn).rooms.update(room.code, arrival)).room
    return Party(room, host, ann, bob, eve, anns_socket)


OPERATIONS: Mapping[str, Callable[[Party], Change]] = {
    "join": lambda party: joining(),
    "connect": lambda party: connecting(party.bob),
    "connect again": lambda party: connecting(party.ann),
    "disconnect": lambda party: disconnecting(party.ann, party.anns_socket),
    "leave": lambda party: leaving(party.eve),
    "leave as host": lambda party: leaving(party.host),
    "kick": lambda party: kicking(party.bob),
    "toggle": lambda party: toggle,
    "transfer": lambda party: handing_to(party.ann),
}
"""Everything that can happen at a party without ending it, by name."""
