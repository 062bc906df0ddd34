"""A commit that may have been done before its slot moved is unknown, and is not done again."""

import asyncio

import pytest
from redis.exceptions import MovedError

from adapters.commit_codec import encode_commit
from adapters.redis_cluster_keys import ClusterKeys
from adapters.redis_link import RedisPatience, redis_link
from adapters.redis_room_script import RedisRoomScript
from adapters.redis_scripts import CLUSTER_COMMIT
from adapters.room_steps import Batch
from adapters.store_clock import StoreClock
from application.commit import Commit
from application.contract.changes import toggle
from application.errors import StoreUnavailable
from tests.any_store import open_room
from tests.catches import COMMIT, What
from tests.cluster_store import Node
from tests.gate import Gate
from tests.slots import move
from tests.valkey_cluster import ValkeyCluster


@pytest.mark.parametrize("is_repeated", [True, False])
async def test_only_a_commit_that_was_sent_once_is_sent_to_another_server(
    store: ValkeyCluster, here: Node, is_repeated: bool
) -> None:
    room = await open_room(here)
    source = store.shard_of(ClusterKeys().room(room.code))
    target = next(shard for shard in store.shards if shard is not source)
    async with Gate(source.unix_path) as gate, redis_link(gate.url, RedisPatience()) as redis:
        clock = StoreClock()
        steps = RedisRoomScript(redis, ClusterKeys(), clock, CLUSTER_COMMIT)
        due = asyncio.get_running_loop().time() + 20
        before = await steps.read(room.code, due)
        assert before is not None
        events = toggle(before.room)
        after = before.room.apply(events, at=clock.now(), revision="another")
        batch = Batch(
            before, after, [encode_commit(Commit.of(room, after, events))], clock.not_after(due)
        )
        first = gate.hold(What.COMMAND, COMMIT)
        committing = asyncio.create_task(steps.commit(batch, due))
        await first.happened()
        if is_repeated:
            gate.cut_at(What.REPLY, COMMIT)
            again = gate.hold(What.COMMAND, COMMIT)
            first.release()
            await again.happened()
            assert (await here.rooms.get(room.code)).revision == "another"
        await move(ClusterKeys().slot(room.code), source, target)
        (again if is_repeated else first).release()
        with pytest.raises(StoreUnavailable) as unknown:
            await committing
        cause = unknown.value.__cause__
        assert cause is None if is_repeated else isinstance(cause, MovedError)
