"""Where a node is: its lease, and its index of rooms."""

import asyncio

import pytest

from application.contact import Contact
from application.deadline import answer_due
from application.errors import StoreUnavailable
from application.residence import Residence
from tests.fakes import CountingIds, FakeClock
from tests.hurried_loop import idle, what_is_left
from tests.stepped_leases import LEASE, REFRESH, SteppedLeases


def now() -> float:
    return asyncio.get_running_loop().time()


@pytest.fixture
def residence(leases: SteppedLeases, ids: CountingIds, contact: Contact) -> Residence:
    """A node that is nowhere yet."""
    return Residence(leases, ids, contact, LEASE, REFRESH)


async def be_in(residence: Residence, *codes: str) -> None:
    """Enter these rooms one after the other, and commit that someone is there."""
    for code in codes:
        residence.enter(code)
        async with residence.at(code):
            pass


async def lose_the_lease(residence: Residence, leases: SteppedLeases, clock: FakeClock) -> None:
    clock.advance(LEASE)
    await leases.memory.lapsed()
    await residence.renew()


async def test_the_index_has_a_room_before_anything_is_committed_there(
    residence: Residence, leases: SteppedLeases
) -> None:
    await residence.renew()
    residence.enter("A")
    async with residence.at("A") as node_id:
        assert leases.asked == [("acquire", node_id), ("renew", node_id, "+A")]


async def test_a_room_may_be_the_first_thing_that_the_store_hears_of_the_node(
    residence: Residence, leases: SteppedLeases
) -> None:
    await be_in(residence, "A")
    assert leases.asked == [("acquire", residence.node_id, "A")]


async def test_a_room_that_is_in_the_index_costs_nothing(
    residence: Residence, leases: SteppedLeases
) -> None:
    await be_in(residence, "A", "A", "A")
    assert len(leases.asked) == 1


async def test_the_write_begins_at_once_and_not_when_the_commit_is_due(
    residence: Residence, leases: SteppedLeases
) -> None:
    residence.enter("A")
    await idle()
    assert leases.asked == [("acquire", residence.node_id, "A")]


async def test_those_who_come_during_a_write_share_the_next_one(
    residence: Residence, leases: SteppedLeases
) -> None:
    await residence.renew()
    leases.asking.close()
    entering = [asyncio.create_task(be_in(residence, code)) for code in ("A", "B", "C", "B")]
    residence.enter("Z")
    await idle()
    entering += [asyncio.create_task(be_in(residence, code)) for code in ("D", "E")]
    await idle()
    leases.asking.open()
    await asyncio.gather(*entering)
    assert [changes for _, _, *changes in leases.asked] == [
        [],
        ["+A", "+B", "+C", "+Z"],
        ["+D", "+E"],
    ]


async def test_what_is_left_goes_with_the_next_renewal(
    residence: Residence, leases: SteppedLeases
) -> None:
    await be_in(residence, "A", "B")
    residence.leave("A")
    await idle()
    assert len(leases.asked) == 2
    await residence.renew()
    await residence.renew()
    assert [changes for _, _, *changes in leases.asked[2:]] == [["-A"], []]


async def test_a_room_is_left_when_the_last_who_entered_it_leaves(
    residence: Residence, leases: SteppedLeases
) -> None:
    await be_in(residence, "A", "A")
    residence.leave("A")
    await residence.renew()
    residence.leave("A")
    await residence.renew()
    assert [changes for _, _, *changes in leases.asked[1:]] == [[], ["-A"]]


async def test_a_room_that_is_entered_again_before_its_removal_stays(
    residence: Residence, leases: SteppedLeases, clock: FakeClock
) -> None:
    await be_in(residence, "A")
    residence.leave("A")
    await be_in(residence, "A")
    await residence.renew()
    clock.advance(LEASE)
    assert await leases.memory.lapsed() == {residence.node_id: {"A"}}


async def test_a_room_that_is_entered_while_it_is_removed_is_put_in_again(
    residence: Residence, leases: SteppedLeases, clock: FakeClock
) -> None:
    await be_in(residence, "A")
    residence.leave("A")
    leases.asking.close()
    renewing = asyncio.create_task(residence.renew())
    await idle()
    entering = asyncio.create_task(be_in(residence, "A"))
    await idle()
    assert not entering.done()
    leases.asking.open()
    await asyncio.gather(renewing, entering)
    clock.advance(LEASE)
    assert await leases.memory.lapsed() == {residence.node_id: {"A"}}


@pytest.mark.parametrize("gate", ["asking", "answering"])
async def test_what_the_store_may_not_have_heard_is_told_again(
    residence: Residence, leases: SteppedLeases, clock: FakeClock, gate: str
) -> None:
    await be_in(residence, "A")
    residence.leave("A")
    getattr(leases, gate).fail_next(StoreUnavailable())
    with pytest.raises(StoreUnavailable):
        await be_in(residence, "B")
    await residence.renew()
    clock.advance(LEASE)
    assert await leases.memory.lapsed() == {residence.node_id: {"B"}}


async def test_an_unforeseen_error_is_raised_and_forgets_nothing(
    residence: Residence, leases: SteppedLeases
) -> None:
    await residence.renew()
    leases.asking.fail_next(ZeroDivisionError())
    with pytest.raises(ZeroDivisionError):
        await be_in(residence, "A")
    await residence.renew()
    assert leases.asked[-1] == ("renew", residence.node_id, "+A")


async def test_nobody_commits_where_nobody_entered(residence: Residence) -> None:
    with pytest.raises(LookupError):
        async with residence.at("A"):
            pass


async def test_what_is_committed_is_committed_before_the_lease_can_end(
    residence: Residence, leases: SteppedLeases
) -> None:
    leases.answering.close()
    began = now()
    entering = asyncio.create_task(be_in(residence, "A"))
    await asyncio.sleep(2)
    leases.answering.open()
    await entering
    async with residence.at("A"):
        assert answer_due() == began + LEASE.total_seconds()
    assert answer_due() is None


async def test_a_lease_that_is_about_to_end_is_renewed_first(
    residence: Residence, leases: SteppedLeases
) -> None:
    await be_in(residence, "A")
    await asyncio.sleep(LEASE.total_seconds() / 2)
    async with residence.at("A"):
        assert len(leases.asked) == 1
    await asyncio.sleep(0.1)
    async with residence.at("A"):
        assert leases.asked[1:] == [("renew", residence.node_id)]


async def test_a_write_is_given_up_when_the_next_one_is_due(residence: Residence) -> None:
    dues = []

    class Slow(SteppedLeases):
        async def acquire(self, node_id: str, rooms: object) -> bool:
            dues.append(answer_due())
            return True

    slow = Residence(Slow(FakeClock()), CountingIds(), Contact(10), LEASE, REFRESH)
    await slow.renew()
    assert dues == [now() + REFRESH.total_seconds()]


async def test_a_node_that_was_declared_dead_goes_on_under_another_id_with_all_its_rooms(
    residence: Residence, leases: SteppedLeases, clock: FakeClock
) -> None:
    await be_in(residence, "A", "B")
    dead = residence.node_id
    await lose_the_lease(residence, leases, clock)
    assert residence.node_id != dead
    assert leases.asked[-1] == ("acquire", residence.node_id, "A", "B")
    async with residence.at("A") as node_id:
        assert node_id == residence.node_id


async def test_a_lease_is_held_from_the_answer_until_it_may_have_ended(
    residence: Residence,
) -> None:
    assert not residence.holds_lease
    await residence.renew()
    assert residence.holds_lease
    await asyncio.sleep(LEASE.total_seconds() - 0.001)
    assert residence.holds_lease
    await asyncio.sleep(0.001)
    assert not residence.holds_lease


async def test_the_loss_of_the_lease_is_told_once_the_node_has_another(
    residence: Residence, leases: SteppedLeases, clock: FakeClock
) -> None:
    told = []
    residence.when_lost(lambda: told.append(leases.asked[-1]))
    await be_in(residence, "A")
    assert told == []
    await lose_the_lease(residence, leases, clock)
    assert told == [("acquire", residence.node_id, "A")]
    await residence.renew()
    assert len(told) == 1


async def test_nothing_is_committed_between_the_loss_of_a_lease_and_the_next(
    residence: Residence, leases: SteppedLeases, clock: FakeClock
) -> None:
    await be_in(residence, "A")
    clock.advance(LEASE)
    await leases.memory.lapsed()
    leases.answering.close()
    renewing = asyncio.create_task(residence.renew())
    await idle()
    leases.answering.let_through()
    await idle()
    entering = asyncio.create_task(be_in(residence, "A"))
    await idle()
    assert not entering.done()
    leases.answering.open()
    await asyncio.gather(renewing, entering)


async def test_an_acquisition_whose_reply_was_lost_is_repeated_under_the_same_id(
    residence: Residence, leases: SteppedLeases
) -> None:
    leases.answering.fail_next(StoreUnavailable())
    with pytest.raises(StoreUnavailable):
        await residence.renew()
    await residence.renew()
    assert leases.asked == [("acquire", residence.node_id)] * 2


async def test_an_id_that_died_while_it_was_acquired_is_not_used(
    residence: Residence, leases: SteppedLeases, clock: FakeClock
) -> None:
    leases.answering.fail_next(StoreUnavailable())
    with pytest.raises(StoreUnavailable):
        await be_in(residence, "A")
    dead = residence.node_id
    clock.advance(LEASE)
    await leases.memory.lapsed()
    await residence.renew()
    assert leases.asked[1:] == [("acquire", dead, "A"), ("acquire", residence.node_id, "A")]


async def test_contact_is_as_long_as_the_writes_succeed(
    residence: Residence, leases: SteppedLeases, contact: Contact
) -> None:
    await residence.renew()
    await asyncio.sleep(3)
    await residence.renew()
    assert contact.lasts(now()) == 3
    leases.asking.fail_next(StoreUnavailable())
    with pytest.raises(StoreUnavailable):
        await residence.renew()
    assert contact.lasts(now()) == 0


async def test_closing_tells_the_store_of_all_that_is_gone(
    residence: Residence, leases: SteppedLeases, clock: FakeClock
) -> None:
    await be_in(residence, "A", "B", "C")
    for code in ("A", "B"):
        residence.leave(code)
    await residence.close()
    clock.advance(LEASE)
    assert await leases.memory.lapsed() == {residence.node_id: {"C"}}


async def test_closing_a_node_that_is_nowhere_asks_nothing(
    residence: Residence, leases: SteppedLeases
) -> None:
    await residence.close()
    assert leases.asked == []


async def test_one_who_gives_up_waiting_gives_up_nothing_else(
    residence: Residence, leases: SteppedLeases
) -> None:
    leases.asking.close()
    entering = asyncio.create_task(be_in(residence, "A"))
    await idle()
    entering.cancel()
    await idle()
    leases.asking.open()
    await be_in(residence, "A")
    assert leases.asked == [("acquire", residence.node_id, "A")]
    assert what_is_left() == []
