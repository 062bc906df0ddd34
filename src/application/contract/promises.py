"""The checks that the tests of the contract share. What they say names the promise broken."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields
from datetime import datetime

from application.contract.store_under_test import Footprint
from application.errors import ServiceError
from domain.errors import RoomError
from domain.room import Room


@contextmanager
def refusal(kind: type[Exception], of: str) -> Iterator[None]:
    """What happens inside must raise `kind`; `of` says what is to be refused."""
    try:
        yield
    except kind:
        return
    except Exception as error:
        raise AssertionError(f"{of} must raise {kind.__name__}, and raised {error!r}") from error
    raise AssertionError(f"{of} must raise {kind.__name__}, and nothing was raised")


@contextmanager
def granted(what: str) -> Iterator[None]:
    """What happens inside, and is described here, must not be refused."""
    try:
        yield
    except (RoomError, ServiceError) as error:
        raise AssertionError(f"{what} must work, and was refused with {error!r}") from error


def same(actual: object, expected: object, what: str) -> None:
    """Equal; `what` says what of."""
    assert actual == expected, f"{what}: {actual!r} came, and {expected!r} was promised"


def same_room(actual: Room, expected: Room, who: str) -> None:
    """Equal field by field, the order of the members included; `who` says where from."""
    assert isinstance(actual, Room), f"{who}: {actual!r} came, and a Room was promised"
    for name in (field.name for field in fields(Room)):
        got, wanted = getattr(actual, name), getattr(expected, name)
        assert got == wanted, f"{who}: {name} is {got!r} and should be {wanted!r}"
    assert list(actual.members) == list(expected.members), (
        f"{who}: the members are in the order {list(actual.members)} "
        f"and should be in that of seniority, {list(expected.members)}"
    )


def sound(room: Room) -> None:
    """The invariants of an open room."""
    assert room.host_id in room.members, f"the host {room.host_id} is not a member of the room"
    taken = len(room.members)
    assert taken <= room.max_users, f"{taken} members in a room for {room.max_users}"
    numbers = [member.number for member in room.members.values()]
    assert numbers == sorted(set(numbers)), f"the members are not in order of seniority: {numbers}"


def held_until(held: Footprint, deadline: datetime, when: str) -> None:
    """Something is held, and all of it has this one deadline."""
    assert held, f"{when}: the store holds nothing of an open room (or `footprint` is blind)"
    for name, until in held.items():
        assert until == deadline, (
            f"{when}: {name} is held until {until}, while the room's deadline is {deadline}"
        )


def nothing_held(held: Footprint, when: str) -> None:
    """No trace is left of the room."""
    assert not held, f"{when}: the store still holds {sorted(held)}"
