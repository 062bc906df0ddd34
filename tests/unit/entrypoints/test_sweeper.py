"""What the registry is told of nodes that have died."""

import asyncio

import pytest
from prometheus_client import CollectorRegistry
from structlog.testing import capture_logs

from application.background import background
from application.errors import StoreUnavailable
from application.sweep_nodes import SweepNodes, Swept
from entrypoints.sweeper import LOOKS, Sweeper
from tests.stepped_leases import LEASE

A_LOOK = LEASE.total_seconds() / LOOKS

Found = list[Swept] | Exception


class Script(SweepNodes):
    """Finds what it is told to, one look after the other, and then nothing."""

    def __init__(self, *looks: Found) -> None:
        self._looks = list(looks)

    async def __call__(self) -> list[Swept]:
        found = self._looks.pop(0) if self._looks else []
        if isinstance(found, Exception):
            raise found
        return found


def dead(node_id: str, undone: int = 0) -> Swept:
    return Swept(node_id, rooms=3, undone=undone)


@pytest.mark.parametrize(
    ("looks", "deaths"),
    [
        ([[]], 0),
        ([[dead("a")], [dead("b"), dead("c")]], 3),
        ([[dead("a", undone=2)], [dead("a", undone=1)], [dead("a")]], 1),
        ([[dead("a", undone=2)], [], StoreUnavailable(), [dead("a"), dead("b")]], 2),
    ],
    ids=["nobody", "three", "one again and again", "one again after an outage"],
)
async def test_each_dead_node_is_counted_once(looks: list[Found], deaths: int) -> None:
    registry = CollectorRegistry(auto_describe=True)
    with capture_logs():
        sweeping = background(Sweeper(Script(*looks), LEASE, registry).run())
        await asyncio.sleep(A_LOOK * (len(looks) + 1))
    sweeping.cancel()
    assert registry.get_sample_value("greenroom_nodes_declared_dead_total") == deaths
