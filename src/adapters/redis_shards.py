"""The servers of a Redis Cluster, and which of them has what."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

from redis.exceptions import MovedError

from adapters.redis_cluster_keys import SLOTS
from adapters.redis_link import Elsewhere, RedisPatience, elsewhere, redis_link, store_errors
from adapters.redis_multiplexed import MultiplexedRedis
from adapters.redis_shard import Address, Shard
from adapters.store_clock import StoreClock
from application.background import background
from application.errors import StoreUnavailable

T = TypeVar("T")

Range = tuple[int, int, Address]
"""The first slot, the last, and the server that has them."""

LOOKING = 2.0
"""Seconds for the servers to say who has what, at most."""

PAUSE = 0.1
"""Seconds between two such questions at least, and until a slot on the move is tried again."""


class RedisShards:
    """Each master is a server with a client of its own, so that what one does, or fails to do,
    delays nothing on another. Who has which slot is asked when it is needed first, and again when
    a server says that it has a slot no more, or fails.

    A slot that is being moved key by key is waited for: then one script can't get at all keys of a
    room, and who follows it would hear only one of two servers.
    """

    def __init__(self, url: str, patience: RedisPatience, clock: StoreClock) -> None:
        """`url` is the address of one of the servers; how to log in, and TLS, is the same for all.
        `clock` goes by whichever server has answered last."""
        self.clock = clock
        self._url = url
        self._patience = patience
        self._seed = redis_link(url, patience)
        self._known: dict[Address, Shard] = {}
        self._owners: list[Shard | None] = [None] * SLOTS
        self._looking: asyncio.Task[None] | None = None
        self._not_before = 0.0
        self._when_changed: list[Callable[[], None]] = []
        self._is_closed = False

    @property
    def masters(self) -> list[Shard]:
        """Those that have slots, as far as is known."""
        return list(dict.fromkeys(shard for shard in self._owners if shard is not None))

    @property
    def uncovered(self) -> int:
        """How many slots nobody has, as far as is known."""
        return self._owners.count(None)

    def owner(self, slot: int) -> Shard | None:
        """Who has the slot, as far as is known."""
        return self._owners[slot]

    def when_changed(self, then: Callable[[], None]) -> None:
        """Call `then` whenever it was looked who has which slot, with success or without."""
        self._when_changed.append(then)

    async def all(self, due: float) -> Sequence[Shard]:
        """All that have slots; at least one. Raises `StoreUnavailable`."""
        if not self.masters:
            await self._look(due)
        if not (masters := self.masters):
            raise StoreUnavailable
        return masters

    async def run(self, slot: int, due: float, ask: Callable[[Shard], Awaitable[T]]) -> T:
        """What the owner of the slot answers until `due`, a time of the event loop. It is asked
        again where it has not done it, as the slot is elsewhere. Raises `StoreUnavailable`."""
        while True:
            shard = self._owners[slot] or await self._found(slot, due)
            try:
                return await ask(shard)
            except StoreUnavailable as error:
                self.suspect()
                if (told := elsewhere(error.__cause__)) is None:
                    raise
            await self._follow(slot, told, due)

    def suspect(self) -> None:
        """Look again who has what, soon."""
        if self._looking is None and not self._is_closed:
            self._looking = background(self._looked())

    async def close(self) -> None:
        """Close all connections, for good."""
        self._is_closed = True
        if self._looking is not None:
            self._looking.cancel()
            await asyncio.wait([self._looking])
        clients = [self._seed, *(shard.redis for shard in self._known.values())]
        await asyncio.gather(*(client.aclose() for client in clients))

    async def _found(self, slot: int, due: float) -> Shard:
        await self._look(due)
        if (shard := self._owners[slot]) is None:
            raise StoreUnavailable
        return shard

    async def _follow(self, slot: int, told: Elsewhere, due: float) -> None:
        """Learn who has the slot, or wait for a while. Raises `StoreUnavailable` when it is due."""
        if asyncio.get_running_loop().time() + PAUSE >= due:
            raise StoreUnavailable
        if isinstance(told, MovedError) and told.host:
            self._owners[slot] = self._shard((told.host, told.port))
        else:
            await asyncio.sleep(PAUSE)

    async def _look(self, due: float) -> None:
        """Returns when it was looked who has what, with success or without."""
        self.suspect()
        if self._looking is None:
            raise StoreUnavailable
        try:
            async with asyncio.timeout_at(due):
                await asyncio.shield(self._looking)
        except TimeoutError:
            raise StoreUnavailable from None

    async def _looked(self) -> None:
        now = asyncio.get_running_loop().time
        try:
            await asyncio.sleep(self._not_before - now())
            if ranges := await self._first_answer():
                self._learn(ranges)
        finally:
            self._looking, self._not_before = None, now() + PAUSE
        for then in self._when_changed:
            then()

    async def _first_answer(self) -> list[Range]:
        """What the first of all servers that answers says of the slots."""
        due = asyncio.get_running_loop().time() + LOOKING
        clients = [*(shard.redis for shard in self.masters), self._seed]
        asked = [asyncio.create_task(_ranges(client, due)) for client in clients]
        try:
            for answered in asyncio.as_completed(asked):
                if ranges := await answered:
                    return ranges
            return []
        finally:
            for one in asked:
                one.cancel()

    def _learn(self, ranges: list[Range]) -> None:
        owners: list[Shard | None] = [None] * SLOTS
        for first, last, address in ranges:
            owners[first : last + 1] = [self._shard(address)] * (last + 1 - first)
        self._owners = owners

    def _shard(self, address: Address) -> Shard:
        if address not in self._known:
            client = redis_link(self._url, self._patience, address)
            self._known[address] = Shard(address, client, self.clock)
        return self._known[address]


async def _ranges(client: MultiplexedRedis, due: float) -> list[Range]:
    """Who has which slots, as this server knows it; nothing where it does not say. One that does
    not know under which name it is found is found where it was asked."""
    asked = client.connection_pool.connection_kwargs.get("host", "localhost")
    try:
        with store_errors():
            slots = await client.ask(("CLUSTER", "SLOTS"), due)
    except StoreUnavailable:
        return []
    return [
        (first, last, (host.decode() if host and host != b"?" else asked, port))
        for first, last, (host, port, *_), *_ in slots
    ]
