"""Greenroom's HTTP entrypoint on a real socket, over the memory store."""

import asyncio
import json
import socket
import ssl
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import httpx
import uvicorn
from litestar import Litestar
from litestar.handlers import ASGIRouteHandler, HTTPRouteHandler
from litestar.types import ASGIApp
from prometheus_client import CollectorRegistry

from adapters.jwt_tokens import JwtTokens
from adapters.memory_rooms import MemoryRooms
from adapters.no_tracer import NoTracer
from application.create_room import CreateRoom
from application.get_room import GetRoom
from application.join_room import JoinRoom
from application.ports import (
    Allowance,
    Budget,
    Health,
    Ids,
    RateLimits,
    RoomCodes,
    RoomRepository,
    Spent,
    Tokens,
    Tracer,
)
from application.rejoin_room import RejoinRoom
from domain.display_name import DisplayNameRule
from domain.room_code import RoomCodeRule
from domain.room_size import RoomSizeRule
from domain.timing import Timing
from entrypoints.http.app import HttpLimits, http_app
from entrypoints.http.rooms import UseCases
from entrypoints.realtime.asyncapi import asyncapi_document
from entrypoints.room_rules import RoomRules
from tests.fakes import CountingIds, FakeClock
from tests.witness.openapi import Occurrence
from tests.witness.requests import HttpWitness

ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ"
TTL = timedelta(hours=6)
NO_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""Unused, but a client without one reads all the world's certificates: a tenth of a second."""
SECRET = "a secret that only the tests know"


class Unlimited(RateLimits):
    """Refuses nobody, and remembers who asked."""

    def __init__(self) -> None:
        self.spent: list[str] = []

    async def spend(self, source: str, budget: Budget, *, unless: Spent | None = None) -> Allowance:
        self.spent.append(source)
        return Allowance(limit=20, window=60, remaining=19, reset=60, budget=budget.name)


class CodesInOrder(RoomCodes):
    """AAAAAA, AAAAAB, AAAAAC ..."""

    def __init__(self) -> None:
        self._minted = 0
        self._of_seeds: dict[str, int] = {}

    def mint(self, seed: str | None = None) -> str:
        number, self._minted = self._minted, self._minted + 1
        if seed is not None:
            number = self._of_seeds.setdefault(seed, number)
        code = ""
        for _ in range(6):
            number, letter = divmod(number, len(ALPHABET))
            code = ALPHABET[letter] + code
        return code


@dataclass(kw_only=True)
class World:
    """What the endpoints are given; a test replaces what it is about."""

    clock: FakeClock = field(default_factory=FakeClock)
    ids: Ids = field(default_factory=CountingIds)
    codes: RoomCodes = field(default_factory=CodesInOrder)
    rate_limits: RateLimits = field(default_factory=Unlimited)
    tracer: Tracer = field(default_factory=NoTracer)
    limits: HttpLimits = field(default_factory=HttpLimits)
    rooms: RoomRepository | None = None
    health: Health | None = None
    mounts: Sequence[ASGIRouteHandler] = ()
    pages: Sequence[HTTPRouteHandler] = ()
    registry: CollectorRegistry = field(default_factory=CollectorRegistry)
    is_heard: bool = True
    is_draining: bool = False

    def __post_init__(self) -> None:
        self.store = MemoryRooms(self.clock, self.ids)
        self.tokens: Tokens = JwtTokens(SECRET, self.clock, TTL, CountingIds())

    def app(self) -> Litestar:
        rooms = self.rooms or self.store
        names, sizes = DisplayNameRule(2, 20), RoomSizeRule(20)
        codes = RoomCodeRule(ALPHABET)
        return http_app(
            Litestar,
            use_cases=UseCases(
                CreateRoom(
                    rooms, self.tokens, self.codes, self.ids, self.clock, names, sizes, Timing(TTL)
                ),
                GetRoom(rooms, codes),
                JoinRoom(rooms, self.tokens, self.ids, self.clock, names, codes),
                RejoinRoom(rooms, self.tokens, codes),
            ),
            rules=RoomRules(names=names, codes=codes, sizes=sizes),
            health=self.health or self.store,
            rate_limits=self.rate_limits,
            registry=self.registry,
            ids=self.ids,
            tracer=self.tracer,
            limits=self.limits,
            version="1.2.3",
            asyncapi=asyncapi_document("1.2.3"),
            mounts=self.mounts,
            pages=self.pages,
            is_heard=lambda: self.is_heard,
            is_draining=lambda: self.is_draining,
        )


@asynccontextmanager
async def serving(
    app: Litestar, seen: set[Occurrence] | None = None, **options: Any
) -> AsyncIterator[str]:
    """The URL at which this application is served while the block lasts.

    All that it is asked and answers over HTTP must be as its description says; what of the
    description that was is added to `seen`.
    """
    complaints: list[str] = []
    witness = HttpWitness(app, app, complaints.append)
    async with listening(witness, **options) as url:
        yield url
    assert not complaints, "\n".join(complaints[:20])
    if seen is not None:
        seen |= witness.seen


@asynccontextmanager
async def listening(app: ASGIApp, **options: Any) -> AsyncIterator[str]:
    """The URL at which an application of any kind listens while the block lasts."""
    config = uvicorn.Config(
        app,
        http="httptools",
        ws="websockets-sansio",
        lifespan="on",
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        timeout_graceful_shutdown=2,
        **options,
    )
    config.load()
    server = uvicorn.Server(config)
    server.lifespan = config.lifespan_class(config)
    # The protocol is named, or asyncio leaves Nagle on: 40 ms an answer.
    with socket.socket(proto=socket.IPPROTO_TCP) as listening:
        listening.bind(("127.0.0.1", 0))
        await server.startup(sockets=[listening])
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            await server.shutdown(sockets=[listening])


@asynccontextmanager
async def client_of(
    world: World, seen: set[Occurrence] | None = None
) -> AsyncIterator[httpx.AsyncClient]:
    """A client of this world's endpoints. `seen` is as with `serving`."""
    async with (
        serving(world.app(), seen) as url,
        httpx.AsyncClient(base_url=url, trust_env=False, verify=NO_TLS) as client,
    ):
        yield client


async def send_raw(client: httpx.AsyncClient, request: bytes) -> bytes:
    """Everything that comes back for these bytes until the server closes; it should be asked to."""
    url = urlsplit(str(client.base_url))
    reader, writer = await asyncio.open_connection(url.hostname, url.port)
    try:
        writer.write(request)
        return await asyncio.wait_for(reader.read(), timeout=10)
    finally:
        writer.close()


def status_of(answer: bytes) -> int:
    """The status in the bytes of an HTTP/1.1 answer."""
    return int(answer.split(b" ", 2)[1])


def problem_in(answer: httpx.Response) -> dict[str, Any]:
    """The problem document of an answer, which must be one in full."""
    assert answer.headers["content-type"] == "application/problem+json"
    problem = json.loads(answer.content)
    assert {"type", "title", "status", "detail", "code"} <= problem.keys()
    assert problem["status"] == answer.status_code
    return dict(problem)
