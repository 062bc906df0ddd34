"""Rooms in a Redis that a test gets at from several sides."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import asynccontextmanager, contextmanager, nullcontext
from datetime import timedelta
from typing import NamedTuple

import pytest
from redis.asyncio import Redis

from adapters.jittered_backoff import JitteredBackoff
from adapters.random_ids import RandomIds
from adapters.redis_clock import RedisClock
from adapters.redis_feed import RedisFeed
from adapters.redis_health import RedisHealth
from adapters.redis_keys import RedisKeys
from adapters.redis_link import RedisPatience, redis_link
from adapters.redis_rooms import RedisRooms
from application.contract.changes import joining
from application.contract.fresh import fresh, fresh_code
from application.deadline import answer_by
from application.errors import StoreUnavailable
from application.ports import Change
from domain.events import Events
from domain.room import Room
from domain.timing import Timing

SLACK = 5.0
"""Seconds by which a busy machine may be late."""


class Node(NamedTuple):
    """The Redis store as one node has it, with the client that all of it goes through."""

    rooms: RedisRooms
    feed: RedisFeed
    redis: Redis
    health: RedisHealth


@asynccontextmanager
async def node_at(
    url: str, *, heartbeat: float = 2.0, patience: float = 10.0, retries: int = 3
) -> AsyncIterator[Node]:
    """A node of its own on the store at this address."""
    redis = redis_link(url, RedisPatience(command=patience, retries=retries))
    keys = RedisKeys.of(redis)
    feed = RedisFeed(redis, keys, JitteredBackoff(), patience, heartbeat)
    try:
        rooms = RedisRooms(redis, keys, RedisClock(), RandomIds(), patience)
        yield Node(rooms, feed, redis, RedisHealth(redis, patience))
    finally:
        await feed.close()
        await redis.aclose()


def a_new_room(code: str | None = None, max_users: int = 400) -> tuple[Room, Events]:
    """A room that is in no store, and its event."""
    return Room.create(
        code=code or fresh_code(),
        room_id=fresh("room"),
        revision=fresh("revision"),
        host_id=fresh("host"),
        display_name="Host",
        max_users=max_users,
        now=RedisClock().now(),
        timing=Timing(timedelta(hours=1)),
    )


async def open_room(node: Node, *, guests: int = 0, code: str | None = None) -> Room:
    """A room in the store, with its host and so many guests."""
    room, events = a_new_room(code)
    await node.rooms.add(room, events)
    for _ in range(guests):
        room = (await node.rooms.update(room.code, joining())).room
    return room


async def keys_of(redis: Redis, room: Room) -> set[bytes]:
    """The keys there are of this room."""
    names = {f"room:{room.code}", f"room:{room.code}:users", *map("user:{}".format, room.members)}
    return {name.encode() for name in names if await redis.exists(name)}


@contextmanager
def unavailable_within(seconds: float | None = None) -> Iterator[None]:
    """What is inside has so many seconds, and gets no answer in them."""
    loop = asyncio.get_running_loop()
    started = loop.time()
    due = answer_by(started + seconds) if seconds is not None else nullcontext()
    with due, pytest.raises(StoreUnavailable):
        yield
    assert loop.time() < started + (seconds or 0) + SLACK


async def together(node: Node, code: str, changes: Iterable[Change]) -> list[object]:
    """What became of changes that were all asked for at once, in this order."""
    updates = (node.rooms.update(code, change) for change in changes)
    return await asyncio.gather(*updates, return_exceptions=True)
