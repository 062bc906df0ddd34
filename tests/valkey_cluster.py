"""A real Valkey Cluster for tests: three masters, each a child of ours."""

import itertools
import time
from collections.abc import Callable
from contextlib import ExitStack
from types import TracebackType
from typing import Any, Self

from redis import Redis
from redis.crc import key_slot

from tests.child_server import PATIENCE, ServerFailed
from tests.ports import free_port
from tests.servers import ValkeyServer

SLOTS = 16384
SHARDS = 3


class ShardServer(ValkeyServer):
    """A node of a cluster. It serves its slots while others are away."""

    def __init__(self) -> None:
        settings = {
            "cluster-enabled": "yes",
            "cluster-port": str(free_port()),
            "cluster-require-full-coverage": "no",
            "cluster-node-timeout": "2000",
            "repl-diskless-sync-delay": "0",
        }
        pairs = ((f"--{name}", value) for name, value in settings.items())
        super().__init__(tuple(itertools.chain.from_iterable(pairs)))
        self.bus = int(settings["cluster-port"])


class ValkeyCluster:
    """It ends with its block, and with this process, even a killed one."""

    def __init__(self) -> None:
        self.shards = [ShardServer() for _ in range(SHARDS)]
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        with ExitStack() as stack:
            for shard in self.shards:
                stack.enter_context(shard)
            self._join()
            self._stack = stack.pop_all()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stack.close()

    @property
    def url(self) -> str:
        """The address of one node, from which the others are found."""
        return self.shards[0].url

    def shard_of(self, key: str) -> ShardServer:
        """The server that got this key's slot at first."""
        return self.shards[key_slot(key.encode()) * SHARDS // SLOTS]

    def replicate(self) -> None:
        """Give each server a replica, which takes its place within some seconds of its death."""
        for shard in self.shards:
            _replicate(shard, self._stack.enter_context(ShardServer()))
        for shard in self.shards:
            _wait(shard, lambda told: told["cluster_known_nodes"] == str(2 * SHARDS))

    def flush(self) -> None:
        """Empty all of it."""
        for shard in self.shards:
            with Redis.from_url(shard.url) as redis:
                redis.flushall()

    def _join(self) -> None:
        first = self.shards[0]
        for number, shard in enumerate(self.shards):
            slots = [slot for slot in range(SLOTS) if slot * SHARDS // SLOTS == number]
            with Redis.from_url(shard.url) as redis:
                redis.execute_command("CLUSTER ADDSLOTSRANGE", slots[0], slots[-1])
                redis.execute_command("CLUSTER SET-CONFIG-EPOCH", number + 1)
                redis.execute_command("CLUSTER MEET", "127.0.0.1", first.port, first.bus)
        for shard in self.shards:
            _wait_until_it_knows_all(shard)


def _replicate(master: ShardServer, replica: ShardServer) -> None:
    with Redis.from_url(master.url) as redis:
        name: Any = redis.execute_command("CLUSTER MYID")
    with Redis.from_url(replica.url) as redis:
        redis.execute_command("CLUSTER MEET", "127.0.0.1", master.port, master.bus)
        _wait(replica, lambda told: told["cluster_known_nodes"] != "1")
        _wait(replica, lambda _: name.decode() in str(redis.execute_command("CLUSTER NODES")))
        redis.execute_command("CLUSTER REPLICATE", name)
        _wait(replica, lambda _: redis.info("replication")["master_link_status"] == "up")


def _wait_until_it_knows_all(shard: ShardServer) -> None:
    _wait(
        shard,
        lambda told: told["cluster_state"] == "ok" and told["cluster_slots_ok"] == str(SLOTS),
    )


def _wait(shard: ShardServer, until: Callable[[dict[str, str]], bool]) -> None:
    """Returns when this is true, given what the server says of its cluster."""
    give_up = time.monotonic() + 2 * PATIENCE
    with Redis.from_url(shard.url) as redis:
        while True:
            told: Any = redis.execute_command("CLUSTER INFO")
            if until(told):
                return
            if time.monotonic() > give_up:
                raise ServerFailed(f"no cluster: {told}")
            time.sleep(0.02)
