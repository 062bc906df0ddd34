"""A client whose connection loses replies."""

from typing import Any

from redis.asyncio import Redis


class LossyRedis(Redis):
    """Loses the first reply to every script, and sends the command again, as retries do."""

    async def evalsha(self, *args: Any) -> Any:
        await super().evalsha(*args)
        return await super().evalsha(*args)
