"""What one server of a Redis Cluster publishes of the rooms that it has."""

import secrets
from collections.abc import Callable
from typing import Any

from redis.exceptions import MovedError

from adapters.redis_cluster_keys import SLOTS, ClusterKeys, slot_of
from adapters.redis_feed_channel import FeedChannel
from adapters.redis_link import answer
from adapters.redis_shard import Shard
from adapters.redis_subscriptions import RedisSubscriptions
from application.following import Following
from application.ports import Backoff


class ShardFeed(RedisSubscriptions):
    """Sharded channels, of which only one server carries the messages.

    The server refuses a channel whose slot another has, and gives up one whose slot has gone: the
    channel is `astray` then, and its followers stay with it until it is handed over.
    """

    SUBSCRIBE, UNSUBSCRIBE = b"SSUBSCRIBE", b"SUNSUBSCRIBE"

    def __init__(
        self,
        shard: Shard,
        keys: ClusterKeys,
        backoff: Backoff,
        patience: float,
        heartbeat: float,
        owns: Callable[[int], bool],
        when_astray: Callable[[], None],
    ) -> None:
        """`owns` tells whether the server has a slot now, as far as is known. `when_astray` is
        called when it has not, or when the connection was lost."""
        super().__init__(shard.redis, keys, backoff, patience, heartbeat)
        self.shard = shard
        self._owns = owns
        self._when_astray = when_astray
        self._start()

    @property
    def names(self) -> tuple[bytes, ...]:
        """The channels that are followed here."""
        return tuple(name for name, channel in self._channels.items() if channel.followers)

    def join(self, name: bytes, following: Following) -> FeedChannel:
        """Have it follow this channel."""
        channel = self._channels.setdefault(name, FeedChannel())
        if not channel.followers:
            self._ask(self.SUBSCRIBE, name)
        channel.followers.add(following)
        return channel

    def part(self, name: bytes, following: Following) -> None:
        """Have it follow this channel no longer."""
        channel = self._channels[name]
        channel.followers.discard(following)
        if not channel.followers:
            self._ask(self.UNSUBSCRIBE, name)

    def hand_over(self, name: bytes, other: "ShardFeed") -> None:
        """The other listens from now on. Those who follow are interrupted once it does."""
        channel = self._channels.pop(name)
        channel.lost()
        if name in other._channels:  # nobody follows it there, but its end is not confirmed yet
            channel.succeed(other._channels[name])
        other._channels[name] = channel
        other._ask(self.SUBSCRIBE, name)

    def look_again(self) -> None:
        """Ask the server again for channels that it had refused, or given up."""
        for name in self.names:
            channel = self._channels[name]
            if self._wire is not None and channel.is_settled and not channel.in_force.is_set():
                self._ask(self.SUBSCRIBE, name)
        if self._own and not self._owns(slot_of(self._own)):
            self._own = b""
            self._probe.lost()
            self._hear_ourselves()

    async def _publish(self, word: str, due: float) -> None:
        await answer(self._redis.spublish(self._own, word), due)

    def _own_channel(self) -> bytes:
        """By chance, in one of the server's slots; none where it has no slot."""
        if not any(map(self._owns, range(SLOTS))):
            return b""
        while True:
            name = self._keys.probe(secrets.token_urlsafe(16)).encode()
            if self._owns(slot_of(name)):
                return name

    def _lost(self) -> None:
        super()._lost()
        self._when_astray()

    def _take(self, reply: Any) -> None:
        match reply:
            case MovedError():
                self._refused(reply.slot_id)
            case [b"sunsubscribe", self._own, _]:
                self._when_astray()
            case [b"sunsubscribe", name, _] if self._is_given_up(name):
                self._channels[name].lost()
                self._when_astray()
            case _:
                super()._take(reply)

    def _is_given_up(self, name: bytes) -> bool:
        """Whether nobody has asked for the end of this subscription."""
        return name in self._channels and self._channels[name].is_settled

    def _refused(self, slot: int) -> None:
        for name, channel in tuple(self._channels.items()):
            if slot_of(name) == slot and not channel.is_settled:
                channel.lost()
                if channel.is_done:
                    del self._channels[name]
        self._when_astray()
