"""Whether the server lives, and whether it can do its work."""

import asyncio
from collections.abc import Callable

from litestar import Response

from application.deadline import answer_by
from application.errors import StoreUnavailable
from application.ports import Health
from entrypoints.http.bodies import Check, Checks, HealthReport, Liveness

FeedHeard = Callable[[], bool]
"""Whether the feed has heard this node's own probe a short while ago. Asking costs nothing."""

Draining = Callable[[], bool]
"""Whether this node is about to stop and takes nobody in any more."""


class HealthEndpoint:
    """Asks the store for a sign of life, for at most `timeout` seconds, and looks whether the
    feed was heard."""

    def __init__(
        self, health: Health, is_heard: FeedHeard, is_draining: Draining, timeout: float
    ) -> None:
        self._health = health
        self._is_heard = is_heard
        self._is_draining = is_draining
        self._timeout = timeout

    async def live(self) -> Liveness:
        """200 as long as the process answers, whatever the store does."""
        return Liveness("ok")

    async def ready(self) -> Response[HealthReport]:
        """200 when the store answers and the feed is heard; 503 when one is not so, and from
        the moment on when the node is told to stop, without asking the store."""
        if self._is_draining():
            return Response(HealthReport("draining", Checks()), status_code=503)
        store = await self._store()
        feed: Check = "ok" if self._is_heard() else "error"
        is_ready = store == feed == "ok"
        report = HealthReport("ok" if is_ready else "degraded", Checks(store, feed))
        return Response(report, status_code=200 if is_ready else 503)

    async def _store(self) -> Check:
        try:
            with answer_by(asyncio.get_running_loop().time() + self._timeout):
                await self._health.check()
        except StoreUnavailable:
            return "error"
        return "ok"
