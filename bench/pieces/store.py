"""What a change costs in a real Valkey, and what asking for it costs here."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import timedelta
from functools import partial

from redis.asyncio import Redis

from adapters.redis_rate_limits import RedisRateLimits
from adapters.store_clock import StoreClock
from application.contract.changes import joining, toggle
from application.ports import Budget
from bench.pieces.piece import Piece
from domain.room import Room
from domain.timing import Timing
from tests.redis_rooms import Node, node_at
from tests.servers import ValkeyServer


@asynccontextmanager
async def pieces() -> AsyncIterator[list[Piece]]:
    """Each is asked for when the one before it was answered, so that nothing is committed
    together: this is the dearest that a change can be."""
    with ValkeyServer() as server:
        async with node_at(server.url) as node:
            told = partial(_spent_by_the_store, node.redis, {})
            limits = RedisRateLimits(node.redis)
            budget = Budget(1_000, timedelta(milliseconds=100))
            yield [
                *[piece for size in (8, 200) for piece in await _of_size(node, size, told)],
                Piece(
                    "spend of a rate limit in Valkey",
                    asked=partial(limits.spend, "192.0.2.1", budget),
                    told=told,
                ),
            ]


async def _of_size(node: Node, size: int, told: partial[object]) -> list[Piece]:
    room, events = Room.create(
        code=f"SIZE{size}",
        room_id=f"room of {size}",
        revision="first",
        host_id=f"host of {size}",
        display_name="Host",
        max_users=1000,
        now=StoreClock().now(),
        timing=Timing(timedelta(hours=1)),
    )
    await node.rooms.add(room, events)
    for number in range(2, size + 1):
        await node.rooms.update(room.code, joining(f"guest {number} of {size}"))
    change, look = partial(node.rooms.update, room.code, toggle), partial(node.rooms.get, room.code)
    return [
        Piece(f"change a room of {size} in Valkey", asked=change, told=told),  # type: ignore[arg-type]
        Piece(f"get a room of {size} from Valkey", asked=look, told=told),  # type: ignore[arg-type]
    ]


async def _spent_by_the_store(
    redis: Redis, before: dict[str, float], times: int
) -> Mapping[str, float]:
    """By the server's own account (`INFO commandstats`): its time in us, and scripts run."""
    stats = (await redis.info("commandstats")).get("cmdstat_evalsha", {"usec": 0, "calls": 0})
    spent = {name: stats[name] - before.get(name, 0) for name in ("usec", "calls")}
    before.update({name: stats[name] for name in ("usec", "calls")})
    return {"server_us": spent["usec"] / times, "scripts": spent["calls"] / times}
