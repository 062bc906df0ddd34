"""The names under which Redis Cluster holds a room: all in one slot."""

import re

from redis.crc import key_slot

from adapters.redis_keys import RedisKeys

SLOTS = 16384
"""How many slots there are (Redis Cluster specification)."""

_ROOM = re.compile(rb"room:\{([A-Za-z0-9]+)\}")


class ClusterKeys(RedisKeys):
    """As the names on a single server, but with the code in braces: a hash tag. What has the same
    hash tag is in the same slot, so that one script gets at all of a room.

    A cluster is taken to have one database, as Redis has it, so that channels carry no number.
    """

    __slots__ = ()

    def room(self, code: str) -> str:
        return f"room:{{{code}}}"

    def code_in(self, key: bytes) -> str | None:
        room = _ROOM.fullmatch(key)
        return room and room[1].decode()

    def users(self, code: str) -> str:
        return f"room:{{{code}}}:users"

    def user(self, code: str, user_id: str) -> str:
        return f"user:{{{code}}}:{user_id}"

    def user_prefix(self, code: str) -> str:
        return f"user:{{{code}}}:"

    def feed(self, code: str) -> str:
        return f"room:{{{code}}}:feed"

    def probe(self, feed_id: str) -> str:
        return f"nodes:{{{feed_id}}}:probe"

    def slot(self, code: str) -> int:
        """The slot of everything that there is of the room."""
        return slot_of(self.room(code))


def slot_of(key: str | bytes) -> int:
    """The slot of a key or a sharded channel."""
    return key_slot(key.encode("utf-8", "surrogatepass") if isinstance(key, str) else key)
