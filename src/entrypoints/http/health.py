"""Whether the server lives, and whether it can do its work."""

import asyncio
from collections.abc import Callable

from litestar import Response

from application.deadline import answer_by
from application.errors import StoreUnavailable
from application.ports import Health
from entrypoints.http.bodies import Checks, HealthReport, Liveness

Draining = Callable[[], bool]
"""Whether this node is about to stop and takes nobody in any more."""


class HealthEndpoint:
    """Asks the store for a sign of life, for at most `timeout` seconds."""

    def __init__(self, health: Health, is_draining: Draining, timeout: float) -> None:
        self._health = health
        self._is_draining = is_draining
        self._timeout = timeout

    async def live(self) -> Liveness:
        """200 as long as the process answers, whatever the store does."""
        return Liveness("ok")

    async def ready(self) -> Response[HealthReport]:
        """200 when the store answers; 503 when it does not, and from the moment on when the
        node is told to stop, without asking the store."""
        if self._is_draining():
            return Response(HealthReport("draining", Checks()), status_code=503)
        try:
            with answer_by(asyncio.get_running_loop().time() + self._timeout):
                await self._health.check()
        except StoreUnavailable:
            return Response(HealthReport("degraded", Checks(store="error")), status_code=503)
        return Response(HealthReport("ok", Checks(store="ok")))
