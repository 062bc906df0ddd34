"""A server of the cluster dies while people play, on two nodes."""

import asyncio
from collections.abc import Iterator

import pytest

from adapters.redis_cluster_keys import ClusterKeys
from tests.cluster_store import IN_CLUSTER
from tests.crowd import Door, inside
from tests.nodes import Node, two_nodes
from tests.players import Player
from tests.valkey_cluster import ShardServer, ValkeyCluster

HASTY = {
    "REDIS_COMMAND_TIMEOUT": "2000",
    "LEASE_SECONDS": "3",
    "LEASE_REFRESH_SECONDS": "1",
    "SHUTDOWN_TIMEOUT_MS": "1000",
}


@pytest.fixture
def nodes(spare_cluster: ValkeyCluster) -> Iterator[tuple[Node, Node]]:
    with two_nodes(spare_cluster.url, HASTY | IN_CLUSTER) as nodes:
        yield nodes


async def host_on(cluster: ValkeyCluster, shard: ShardServer, door: Door) -> Player:
    """The host of a room that this server has."""
    while True:
        host = await door.create()
        if cluster.shard_of(ClusterKeys().room(host.code)) is shard:
            return host


async def test_who_plays_on_another_server_goes_on_also_without_leases(
    spare_cluster: ValkeyCluster, door: Door
) -> None:
    dead = spare_cluster.shard_of("{nodes}")
    other = next(shard for shard in spare_cluster.shards if shard is not dead)
    host, lost = [await host_on(spare_cluster, shard, door) for shard in (other, dead)]
    guest = await door.join(host.code, 1)
    async with inside(host, guest, lost):
        dead.kill()
        await asyncio.sleep(4)  # the leases have ended by now
        for turn in range(4):
            assert await host.call("room:toggle_lock") == {"ok": True}
            told = await guest.until("room:lock_toggled")
            assert told["isLocked"] is (turn % 2 == 0)
        refused = await lost.call("room:toggle_lock")
        assert refused["error"]["code"] == "SERVICE_UNAVAILABLE"
        for player in (host, guest):
            assert "user:disconnected" not in player.names
            assert "room:closed" not in player.names
