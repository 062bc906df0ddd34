"""Running one node."""

import asyncio
import gc
import os
import socket

import structlog
import uvicorn

from entrypoints.app import Greenroom, create_app
from entrypoints.gathered_http import GatheredHttp
from entrypoints.listening import bound
from entrypoints.runner import OPTIONS
from entrypoints.seen_at import seen_at, url
from entrypoints.settings import Settings

log = structlog.stdlib.get_logger(__name__)

DRAIN = 0.7
"""The part of the time to stop in that saying goodbye to sockets may take."""

FINISHED = 0.85
"""The part of the time to stop in after which requests under way are given up; the rest is for
closing."""

FULL = 50
"""Collections of the middle generation after which all is gone through, unless Python waits for
longer: about as many as 1,100 new sockets bring about. With 2,000 sockets that stops the node
for 0.2 s, and came seven times while they entered, when it was Python's 10."""


class Node(uvicorn.Server):
    """Uvicorn, except that it says goodbye before it closes the sockets, not after.

    Told to stop, it listens no longer, and whoever asks over a connection that was there
    before is told that it is not ready. Sockets are closed one after another, requests under
    way are finished, and all of it stays within the time to stop in. It stops by itself when
    the process that was to look after it is gone.
    """

    def __init__(self, app: Greenroom, settings: Settings, parent: int | None = None) -> None:
        """`parent` is the id of the process that looks after this one, if one does."""
        self._app = app
        self._parent = parent
        self._is_shown = settings.demo
        self._patience = settings.shutdown_timeout.total_seconds()
        self._silence = settings.ping_interval + settings.ping_timeout
        super().__init__(_config(app, settings))

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        gc.collect()
        gc.freeze()  # what was imported stays: going through it again took 40 ms a time
        gc.set_threshold(*gc.get_threshold()[:2], FULL)
        if self.started:
            for server in self.servers:
                for listening in server.sockets:
                    bound(listening, self._silence)
                    host, port = listening.getsockname()[:2]
                    log.info("listening", address=url(host, port))
                    if self._is_shown:
                        log.info("open the lobby in a browser", **seen_at(host, port))

    async def on_tick(self, counter: int) -> bool:
        if self._parent is not None and os.getppid() != self._parent:
            log.warning("nobody looks after this node any more: stopping", parent=self._parent)
            return True
        return await super().on_tick(counter)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        for server in self.servers:
            server.close()
        now = asyncio.get_running_loop().time
        give_up = now() + self._patience * FINISHED
        try:
            await self._app.drain(self._patience * DRAIN)
        except TimeoutError:
            log.warning("stopping before the store heard of every disconnection")
        self.config.timeout_graceful_shutdown = give_up - now()  # type: ignore[assignment]
        await super().shutdown(sockets)
        self._captured_signals.clear()  # it did as it was told: that is no failure


def serve(settings: Settings, parent: int | None = None) -> int:
    """Run a node until it is told to stop (SIGTERM, SIGINT), or until the process `parent`, which
    started it, is gone. Returns the exit status."""
    node = Node(create_app(settings), settings, parent)
    try:
        socket.getaddrinfo(settings.host, settings.port)
    except socket.gaierror as error:
        log.error("HOST can't be looked up", host=settings.host, reason=error.strerror)
        return 1
    node.run()
    return 0 if node.started else 1


def _config(app: Greenroom, settings: Settings) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        host=settings.host,
        port=settings.port,
        loop="uvloop",
        http=GatheredHttp,
        lifespan="on",
        log_config=None,
        log_level="warning",  # that it started is said here
        access_log=False,
        server_header=False,
        # Engine.IO's own can be answered without having been read; these can't.
        ws_ping_interval=settings.ping_interval.total_seconds(),
        ws_ping_timeout=settings.ping_timeout.total_seconds(),
        timeout_graceful_shutdown=0,  # what is left of the time, once it is known
        **OPTIONS,
    )
