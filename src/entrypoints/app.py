"""The application: `create_app` is the only door."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from importlib.metadata import version

import structlog
from litestar import Litestar, asgi
from litestar.handlers import ASGIRouteHandler, HTTPRouteHandler
from litestar.types import (
    LifeSpanReceive,
    LifeSpanScope,
    LifeSpanSend,
    Receive,
    Scope,
    Send,
)
from prometheus_client import CollectorRegistry
from socketio import ASGIApp

from application.background import background
from application.errors import ServiceError, StoreUnavailable
from application.store import Store
from entrypoints.container import Container
from entrypoints.http.app import http_app
from entrypoints.http.pages import INDEX, STATIC, page_route, page_routes
from entrypoints.logs import configure_logs
from entrypoints.node_metrics import tell_version
from entrypoints.realtime.asyncapi import asyncapi_document
from entrypoints.runner import shortcomings
from entrypoints.settings import InvalidSettings, Settings

log = structlog.stdlib.get_logger(__name__)

VERSION = version("greenroom")

LOOK_AGAIN = 10.0
"""Seconds until a store that was away at the start is asked again for its configuration."""

FIRST = 1.0
"""Seconds for which a node that starts waits until its feed is heard, so as to be ready when it
listens. It starts in any case."""

SPREAD = 0.7
"""The part of the time to drain in over which connections are closed at most; the rest is for
the store to hear of the last ones."""

LAST_TRACES = 0.1
"""The part of the time to stop in that the collector has for the last traces, after all else."""


class Greenroom(Litestar):
    """A node: HTTP and sockets in one application, whatever runs it."""

    container: Container
    _stop_by: float | None = None

    async def drain(self, patience: float) -> None:
        """Let the clients go, spread over the time, and tell the store, in `patience` seconds.

        Called again, it goes on for what is left of them. Raises `TimeoutError`.
        """
        now = asyncio.get_running_loop().time()
        if self._stop_by is None:
            self._stop_by = now + patience
        async with asyncio.timeout_at(self._stop_by):
            await self.container.gateway().drain((self._stop_by - now) * SPREAD)
            with suppress(ServiceError):  # what it has not heard of, others will tell it
                await self.container.residence().close()

    async def __call__(
        self,
        scope: Scope | LifeSpanScope,
        receive: Receive | LifeSpanReceive,
        send: Send | LifeSpanSend,
    ) -> None:
        if scope["type"] == "lifespan":
            for shortcoming in shortcomings(receive):
                log.warning(shortcoming)
        await super().__call__(scope, receive, send)


def create_app(settings: Settings | None = None) -> Greenroom:
    """A node with these settings, or with those of the environment and `.env`.

    Without settings, a wrong configuration ends the process with a message that names every
    wrong variable.
    """
    if settings is None:
        settings = _settings_of_the_environment()
    configure_logs(settings.log_level, settings.log_format)
    container = Container(settings=settings)
    app = http_app(
        Greenroom,
        use_cases=container.use_cases(),
        rules=container.rules(),
        health=container.health(),
        is_heard=lambda: container.feed_watch().is_heard,
        is_draining=lambda: container.gateway().is_draining,
        rate_limits=container.rate_limits(),
        registry=_registry(container),
        ids=container.ids(),
        tracer=container.tracer(),
        limits=container.http_limits(),
        version=VERSION,
        asyncapi=asyncapi_document(VERSION),
        pages=_pages(settings),
        mounts=[_sockets(container)],
        lifespan=[_lifespan],
    )
    app.container = container
    return app


def _settings_of_the_environment() -> Settings:
    try:
        return Settings.load()
    except InvalidSettings as error:
        raise SystemExit(f"greenroom: {error}") from None


def _registry(container: Container) -> CollectorRegistry:
    registry, store = container.registry(), container.store()
    tell_version(registry, VERSION, store.name)
    registry.register(container.census())
    container.heartbeat(), container.sweeper()  # their metrics are there before they run
    return registry


def _pages(settings: Settings) -> list[HTTPRouteHandler]:
    vendor, docs, lobby = STATIC / "vendor", STATIC / "docs", STATIC / "lobby"
    shown = [page_route("/", lobby / INDEX), *page_routes("/lobby", lobby)] if settings.demo else []
    return [*page_routes("/vendor", vendor), *page_routes("/docs", docs), *shown]


def _sockets(container: Container) -> ASGIRouteHandler:
    engine = ASGIApp(container.gateway(), socketio_path=None)

    @asgi("/socket.io", is_mount=True, copy_scope=True)
    async def sockets(scope: Scope, receive: Receive, send: Send) -> None:
        await engine(scope, receive, send)

    return sockets


@asynccontextmanager
async def _lifespan(app: Litestar) -> AsyncIterator[None]:
    if not isinstance(app, Greenroom):
        raise TypeError("this is the lifespan of a Greenroom")
    settings = app.container.settings()
    store: Store = app.container.store()
    log.info("started", store=store.name)
    for caution in settings.cautions:
        log.warning(caution)
    tracing = app.container.tracer().opened(settings.shutdown_timeout.total_seconds() * LAST_TRACES)
    async with tracing, store.opened(), _alive(app.container):
        try:
            yield
        finally:
            await _drain(app, settings.shutdown_timeout.total_seconds())
    log.info("stopped")


@asynccontextmanager
async def _alive(container: Container) -> AsyncIterator[None]:
    """The node gives signs of life, looks for those of others, and looks at the store. Entered
    when the feed is heard, unless that takes too long."""
    tasks = [
        background(container.feed_watch().run()),
        background(container.heartbeat().run()),
        background(container.sweeper().run()),
        background(_tell_cautions_of_the_store(container)),
    ]
    try:
        await container.feed_watch().begins(FIRST)
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)


async def _tell_cautions_of_the_store(container: Container) -> None:
    """Log them once the store answers; nobody waits for that to start."""
    while True:
        try:
            cautions = await container.health().cautions()
        except StoreUnavailable:
            await asyncio.sleep(LOOK_AGAIN)
        else:
            break
    for caution in cautions:
        log.warning(caution)


async def _drain(app: Greenroom, patience: float) -> None:
    try:
        await app.drain(patience)
    except TimeoutError:
        log.warning("the store did not hear of every disconnection")
