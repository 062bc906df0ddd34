"""The four room endpoints (seed document, "HTTP Endpoints")."""

import asyncio
from collections.abc import Awaitable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import quote

from litestar.params import FromPath
from litestar.types import ASGIApp
from structlog.contextvars import bind_contextvars

from application.create_room import CreateRoom
from application.deadline import answer_by
from application.errors import InvalidToken
from application.get_room import GetRoom
from application.join_room import JoinRoom
from application.ports import Identity
from application.rejoin_room import RejoinRoom
from domain.errors import RoomNotFound
from entrypoints.http.bearer import bearer_token
from entrypoints.http.bodies import Admitted, Entry, NewRoom
from entrypoints.http.idempotency import HEADER, idempotency_key
from entrypoints.http.json_answer import JsonAnswer
from entrypoints.http.reading import AnyRequest, read_body, take_body
from entrypoints.http.throttle import Throttle
from entrypoints.wire import RoomView

T = TypeVar("T")

LONGEST_LOGGED = 32
"""Characters of what someone typed for a room code that a log line takes."""


@dataclass(frozen=True, slots=True)
class UseCases:
    """What can be asked over HTTP."""

    create_room: CreateRoom
    get_room: GetRoom
    join_room: JoinRoom
    rejoin_room: RejoinRoom


class RoomEndpoints:
    """Each counts the request, reads it, and asks its use case: all of it in `timeout` seconds."""

    def __init__(self, use_cases: UseCases, throttle: Throttle, timeout: float) -> None:
        self._use_cases = use_cases
        self._throttle = throttle
        self._timeout = timeout

    async def create(self, request: AnyRequest) -> ASGIApp:
        """Open a room and become its host."""
        with self._deadline():
            await self._throttle.opening(request.scope)
            room = await read_body(request, NewRoom)
            key = idempotency_key(request.headers.getall(HEADER, []))
            admission = await self._use_cases.create_room(room.display_name, room.max_users, key)
        bind_contextvars(room=admission.room_code)
        root = request.scope.get("root_path", "")
        location = f"{root}/rooms/{quote(admission.room_code, safe='')}"
        headers = [(b"location", location.encode("ascii"))]
        return JsonAnswer(Admitted.of(admission), 201, headers)

    async def get(self, request: AnyRequest, code: FromPath[str]) -> ASGIApp:
        """Look at a room."""
        bind_contextvars(room=_loggable(code))
        with self._deadline():
            await self._throttle.seeking("get", request.scope)
            room = await self._or_missed(request, self._use_cases.get_room(code))
        return JsonAnswer(RoomView.of(room))

    async def join(self, request: AnyRequest, code: FromPath[str]) -> ASGIApp:
        """Become a member of a room."""
        bind_contextvars(room=_loggable(code))
        with self._deadline():
            await self._throttle.seeking("join", request.scope)
            entry = await read_body(request, Entry)
            key = idempotency_key(request.headers.getall(HEADER, []))
            joining = self._use_cases.join_room(code, entry.display_name, key)
            admission = await self._or_missed(request, joining)
        return JsonAnswer(Admitted.of(admission))

    async def rejoin(self, request: AnyRequest, code: FromPath[str]) -> ASGIApp:
        """Exchange a member's token for a new one. A body is not looked at."""
        bind_contextvars(room=_loggable(code))
        with self._deadline():
            who = await self._bearer(request)
            await take_body(request)
            rejoining = self._use_cases.rejoin_room(code, who)
            if not self._use_cases.rejoin_room.is_own(code, who):
                rejoining = self._or_missed(request, rejoining)
            admission = await rejoining
        return JsonAnswer(Admitted.of(admission))

    async def _bearer(self, request: AnyRequest) -> Identity:
        """Who shows the token; counted by user, or by address where there is no telling."""
        try:
            token = bearer_token(request.headers.getall("authorization", []))
            who = self._use_cases.rejoin_room.identify(token)
        except InvalidToken:
            await self._throttle.by_address("rejoin", request.scope)
            raise
        bind_contextvars(user=who.user_id)
        await self._throttle.by_user("rejoin", who.user_id, request.scope)
        return who

    async def _or_missed(self, request: AnyRequest, seeking: Awaitable[T]) -> T:
        """Raises `RateLimited` in place of `RoomNotFound` when there were too many."""
        try:
            return await seeking
        except RoomNotFound:
            await self._throttle.missed(request.scope)
            raise

    def _deadline(self) -> AbstractContextManager[None]:
        return answer_by(asyncio.get_running_loop().time() + self._timeout)


def _loggable(typed: str) -> str:
    """What someone typed for a room code, so that it can't break or colour a log line."""
    return typed[:LONGEST_LOGGED].encode("unicode_escape").decode("ascii")
