"""Slots of a Redis Cluster on the move, as redis-cli moves them: key by key."""

from redis.asyncio import Redis

from tests.valkey_cluster import ShardServer


async def move(slot: int, source: ShardServer, target: ShardServer) -> None:
    """Move a slot with all that is in it."""
    await begin_to_move(slot, source, target)
    while keys := await _ask(source, "CLUSTER GETKEYSINSLOT", slot, 100):
        assert isinstance(keys, list)
        for key in keys:
            await carry(key, source, target)
    await end_the_move(slot, source, target)


async def begin_to_move(slot: int, source: ShardServer, target: ShardServer) -> None:
    await _ask(target, "CLUSTER SETSLOT", slot, "IMPORTING", await _id_of(source))
    await _ask(source, "CLUSTER SETSLOT", slot, "MIGRATING", await _id_of(target))


async def carry(key: str | bytes, source: ShardServer, target: ShardServer) -> None:
    await _ask(source, "MIGRATE", "127.0.0.1", target.port, key, 0, 5000)


async def end_the_move(slot: int, source: ShardServer, target: ShardServer) -> None:
    for server in (target, source):
        await _ask(server, "CLUSTER SETSLOT", slot, "NODE", await _id_of(target))


async def _ask(server: ShardServer, *command: str | int | bytes) -> object:
    async with Redis.from_url(server.url) as redis:
        return await redis.execute_command(*command)


async def _id_of(server: ShardServer) -> str:
    told = await _ask(server, "CLUSTER MYID")
    return told.decode() if isinstance(told, bytes) else str(told)
