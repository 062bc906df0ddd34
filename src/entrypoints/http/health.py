"""Whether the server can do its work."""

import asyncio

from litestar import Response

from application.deadline import answer_by
from application.errors import StoreUnavailable
from application.ports import Health
from entrypoints.http.bodies import Checks, HealthReport


class HealthEndpoint:
    """Asks the store for a sign of life, for at most `timeout` seconds."""

    def __init__(self, health: Health, timeout: float) -> None:
        self._health = health
        self._timeout = timeout

    async def check(self) -> Response[HealthReport]:
        """200 when the store answers, 503 when it does not."""
        try:
            with answer_by(asyncio.get_running_loop().time() + self._timeout):
                await self._health.check()
        except StoreUnavailable:
            return Response(HealthReport("degraded", Checks(store="error")), status_code=503)
        return Response(HealthReport("ok", Checks(store="ok")))
