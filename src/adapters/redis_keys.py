"""The names under which Redis holds a room (seed document, "Redis Data Structures")."""

from typing import NamedTuple

from redis.asyncio import Redis


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

    def users(self, code: str) -> str:
        return f"room:{code}:users"

    def user(self, code: str, user_id: str) -> str:
        return f"user:{user_id}"

    def user_prefix(self, code: str) -> str:
        """What, with a user's id behind it, makes the user's key."""
        return "user:"

    def feed(self, code: str) -> str:
        prefix = f"{self.database}:" if self.database else ""
        return f"{prefix}room:{code}:feed"
