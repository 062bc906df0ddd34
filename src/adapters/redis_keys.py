"""The names under which Redis holds a room (seed document, "Redis Data Structures")."""

import re
from typing import NamedTuple

from redis.asyncio import Redis

_ROOM = re.compile(rb"room:([A-Za-z0-9]+)")


class RedisKeys(NamedTuple):
    """Key and channel names. Channels are shared by all databases of a server, so that the
    feed of any but database 0 carries its number."""

    database: int = 0

    @classmethod
    def of(cls, redis: Redis) -> "RedisKeys":
        """The names for the database that this client works on."""
        return cls(int(redis.connection_pool.connection_kwargs.get("db") or 0))

    def room(self, code: str) -> str:
        return f"room:{code}"

    def rooms(self) -> str:
        """A pattern that the keys of all rooms fit, and others too."""
        return "room:*"

    def code_in(self, key: bytes) -> str | None:
        """The code in the name of a room's key; None in that of any other key."""
        room = _ROOM.fullmatch(key)
        return room and room[1].decode()

    def users(self, code: str) -> str:
        return f"room:{code}:users"

    def user(self, code: str, user_id: str) -> str:
        return f"user:{user_id}"

    def user_prefix(self, code: str) -> str:
        """What, with a user's id behind it, makes the user's key."""
        return "user:"

    def feed(self, code: str) -> str:
        return f"{self._channels}room:{code}:feed"

    def probe(self, feed_id: str) -> str:
        """The channel on which one process's feed hears itself."""
        return f"{self._channels}nodes:{feed_id}:probe"

    @property
    def _channels(self) -> str:
        return f"{self.database}:" if self.database else ""
