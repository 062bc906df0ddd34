"""Who declares a death, and when."""

import asyncio

import pytest

from adapters.memory_rooms import MemoryRooms
from application.contact import Contact
from application.deadline import answer_due
from application.errors import StoreUnavailable
from application.lose_node import LoseNode
from application.residence import Residence
from application.sweep_nodes import SweepNodes, Swept
from tests.fakes import FakeClock
from tests.rooms import ADA, BEN, CODE, NODE, a_room
from tests.stepped_leases import LEASE, REFRESH, SteppedLeases

A_LEASE = LEASE.total_seconds()


@pytest.fixture
def sweep(rooms: MemoryRooms, leases: SteppedLeases, contact: Contact) -> SweepNodes:
    return SweepNodes(leases, LoseNode(rooms, leases), contact, LEASE)


async def be_in_contact(residence: Residence, seconds: float = A_LEASE) -> None:
    """So long, from now on."""
    await residence.renew()
    for _ in range(int(seconds / REFRESH.total_seconds())):
        await asyncio.sleep(REFRESH.total_seconds())
        await residence.renew()


async def dead(leases: SteppedLeases, rooms: MemoryRooms, clock: FakeClock) -> None:
    """The lease of a node has ended, on which everybody in the room was."""
    await leases.memory.acquire(NODE, [CODE])
    await rooms.add(a_room(with_members=2, connected=[ADA, BEN]), ())
    clock.advance(LEASE)


async def is_occupied(rooms: MemoryRooms) -> bool:
    return (await rooms.get(CODE)).is_occupied


async def test_after_a_lease_of_contact_the_rooms_of_the_dead_are_told(
    sweep: SweepNodes,
    residence: Residence,
    leases: SteppedLeases,
    rooms: MemoryRooms,
    clock: FakeClock,
) -> None:
    await dead(leases, rooms, clock)
    await be_in_contact(residence)
    assert await sweep() == [Swept(NODE, rooms=1, undone=0)]
    assert not await is_occupied(rooms)
    assert await sweep() == []


async def test_nobody_is_declared_dead_before_that(
    sweep: SweepNodes,
    residence: Residence,
    leases: SteppedLeases,
    rooms: MemoryRooms,
    clock: FakeClock,
) -> None:
    await dead(leases, rooms, clock)
    assert await sweep() == []
    await be_in_contact(residence, A_LEASE - 5)
    await asyncio.sleep(4.9)
    assert await sweep() == []
    assert ("lapsed",) not in leases.asked
    assert await is_occupied(rooms)


async def test_a_renewal_that_fails_starts_the_wait_again(
    sweep: SweepNodes, residence: Residence, leases: SteppedLeases
) -> None:
    await be_in_contact(residence)
    leases.asking.fail_next(StoreUnavailable())
    with pytest.raises(StoreUnavailable):
        await residence.renew()
    await be_in_contact(residence, A_LEASE - 5)
    assert await sweep() == []
    assert ("lapsed",) not in leases.asked


async def test_a_node_that_was_frozen_waits_again(
    sweep: SweepNodes, residence: Residence, leases: SteppedLeases
) -> None:
    await be_in_contact(residence)
    await asyncio.sleep(60)
    assert await sweep() == []
    await residence.renew()
    assert await sweep() == []
    assert ("lapsed",) not in leases.asked


async def test_a_sweep_that_fails_starts_the_wait_again(
    sweep: SweepNodes, residence: Residence, leases: SteppedLeases
) -> None:
    await be_in_contact(residence)
    leases.asking.fail_next(StoreUnavailable())
    with pytest.raises(StoreUnavailable):
        await sweep()
    await be_in_contact(residence, A_LEASE - 5)
    assert await sweep() == []
    assert leases.asked.count(("lapsed",)) == 1


async def test_an_answer_that_takes_as_long_as_an_outage_is_not_wanted(
    residence: Residence, rooms: MemoryRooms, clock: FakeClock, contact: Contact
) -> None:
    dues = []

    class Slow(SteppedLeases):
        async def lapsed(self) -> dict[str, list[str]]:
            dues.append(answer_due())
            return {}

    leases = Slow(clock)
    await be_in_contact(residence)
    await SweepNodes(leases, LoseNode(rooms, leases), contact, LEASE)()
    assert dues == [asyncio.get_running_loop().time() + A_LEASE / 3]


async def test_one_whose_lease_ended_and_who_renewed_is_not_declared(
    sweep: SweepNodes,
    residence: Residence,
    leases: SteppedLeases,
    rooms: MemoryRooms,
    clock: FakeClock,
) -> None:
    await dead(leases, rooms, clock)
    await leases.memory.renew(NODE)
    await be_in_contact(residence)
    assert await sweep() == []
    assert await is_occupied(rooms)
