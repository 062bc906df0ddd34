"""A Lua script that is called for every request."""

import asyncio
import hashlib
from collections.abc import Sequence
from typing import Any

from redis.asyncio import Redis
from redis.exceptions import NoScriptError

from adapters.redis_link import elsewhere, store_error
from adapters.redis_multiplexed import MultiplexedRedis
from adapters.redis_shared_connection import Word


class RedisScript:
    """As redis-py's script, for short replies: where the client is a `MultiplexedRedis`, it goes
    together with others."""

    def __init__(self, redis: Redis, text: str) -> None:
        self._redis = redis
        self._text = text
        self._sha = hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest()

    async def call(self, keys: Sequence[Word], arguments: Sequence[Word], due: float) -> Any:
        """What it returns, until `due`, a time of the event loop. Raises `StoreUnavailable`."""
        words = (self._sha, len(keys), *keys, *arguments)
        try:
            try:
                return await self._call(words, due)
            except NoScriptError:
                async with asyncio.timeout_at(due):
                    await self._redis.script_load(self._text)
                return await self._call(words, due)
        except Exception as error:
            raise store_error(error) from elsewhere(error)

    async def _call(self, words: Sequence[Any], due: float) -> Any:
        if isinstance(self._redis, MultiplexedRedis):
            return await self._redis.ask(("EVALSHA", *words), due)
        async with asyncio.timeout_at(due):
            return await self._redis.evalsha(*words)
