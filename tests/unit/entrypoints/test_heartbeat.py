"""What the registry is told of the node's lease."""

import asyncio
from datetime import timedelta

import pytest
from prometheus_client import CollectorRegistry

from application.background import background
from application.contact import Contact
from application.errors import StoreUnavailable
from application.residence import Residence
from entrypoints.heartbeat import Heartbeat
from tests.fakes import CountingIds, FakeClock, NotedBackoff
from tests.hurried_loop import idle
from tests.stepped_leases import LEASE, REFRESH, SteppedLeases

A_MOMENT = timedelta(milliseconds=1)


class Beating:
    """A node whose lease is renewed, by a store of one node."""

    def __init__(self) -> None:
        self.clock = FakeClock()
        self.leases = SteppedLeases(self.clock)
        self.registry = CollectorRegistry(auto_describe=True)
        residence = Residence(self.leases, CountingIds(), Contact(10), LEASE, REFRESH)
        self.heartbeat = Heartbeat(residence, NotedBackoff(), REFRESH, self.registry)

    @property
    def held(self) -> float | None:
        return self.registry.get_sample_value("greenroom_lease_held")

    @property
    def lost(self) -> float | None:
        return self.registry.get_sample_value("greenroom_leases_lost_total")

    async def go_by(self, time: timedelta) -> None:
        self.clock.advance(time)
        await asyncio.sleep(time.total_seconds())
        await idle()


@pytest.fixture
def node() -> Beating:
    return Beating()


def test_a_node_that_has_not_started_holds_no_lease(node: Beating) -> None:
    assert (node.held, node.lost) == (0, 0)


async def test_the_lease_is_held_while_the_store_hears_of_the_node(node: Beating) -> None:
    beating = background(node.heartbeat.run())
    await idle()
    assert node.held == 1
    for _ in range(5):
        await node.go_by(REFRESH)
        assert node.held == 1
    beating.cancel()


async def test_the_lease_is_held_no_more_when_it_may_have_ended(node: Beating) -> None:
    beating = background(node.heartbeat.run())
    await idle()
    beating.cancel()
    await node.go_by(LEASE - A_MOMENT)
    assert node.held == 1
    await node.go_by(A_MOMENT)
    assert (node.held, node.lost) == (0, 0)


async def test_no_lease_is_held_before_the_store_has_answered(node: Beating) -> None:
    node.leases.asking.fail_next(StoreUnavailable())
    node.leases.answering.close()
    beating = background(node.heartbeat.run())
    await idle()
    assert node.held == 0
    node.leases.answering.open()
    await idle()
    assert node.held == 1
    beating.cancel()


async def test_a_lease_that_was_lost_is_counted_once(node: Beating) -> None:
    beating = background(node.heartbeat.run())
    await idle()
    node.clock.advance(LEASE)
    await node.leases.memory.lapsed()
    for _ in range(3):
        await node.go_by(REFRESH)
        assert (node.held, node.lost) == (1, 1)
    beating.cancel()
