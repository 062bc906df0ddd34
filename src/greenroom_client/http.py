"""The requests for rooms, repeated where that is safe."""

import asyncio
import secrets
from typing import NamedTuple, TypeVar
from urllib.parse import quote

import aiohttp
import msgspec

from greenroom_client.errors import AnswerLost, ConnectionFailed, NotUnderstood, Refused
from greenroom_client.pauses import pauses
from greenroom_client.timeouts import Timeouts
from greenroom_client.wire import Admission, Create, Join, Problem, Room

_T = TypeVar("_T")

_PASSING = range(502, 505)
"""Statuses that say nothing of the request: the server, or one before it, is not up to it."""


class _Request(NamedTuple):
    method: str
    path: str
    headers: dict[str, str]
    body: bytes | None

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


class RoomsOverHttp:
    """The requests of one server. Each raises `Refused`, `ConnectionFailed` or `NotUnderstood`.

    A request is repeated when its answer does not come, or is that the server is not up to it.
    Nothing happens twice: create and join carry an `Idempotency-Key`.
    """

    def __init__(self, url: str, http: aiohttp.ClientSession, timeouts: Timeouts) -> None:
        """`url` is where the server is, without a slash at its end."""
        self._url = url
        self._http = http
        self._timeouts = timeouts

    async def create(self, body: Create) -> Admission:
        """Open a room."""
        return await self._ask(_posting("/rooms", body), Admission)

    async def join(self, code: str, body: Join) -> Admission:
        """Become a member."""
        return await self._ask(_posting(f"{_room(code)}/join", body), Admission)

    async def rejoin(self, code: str, token: str) -> Admission:
        """Exchange a token."""
        bearer = {"Authorization": f"Bearer {token}"}
        return await self._ask(_Request("POST", f"{_room(code)}/rejoin", bearer, None), Admission)

    async def look(self, code: str) -> Room:
        """What is told of a room to everybody."""
        return await self._ask(_Request("GET", _room(code), {}, None), Room)

    async def _ask(self, request: _Request, kind: type[_T]) -> _T:
        loop = asyncio.get_running_loop()
        give_up = loop.time() + self._timeouts.repeat
        between = pauses()
        while True:
            try:
                return await self._ask_once(request, kind)
            except (ConnectionFailed, Refused) as error:
                wait = _time_to_repeat(error, next(between))
                if wait is None or loop.time() + wait > give_up:
                    raise
            await asyncio.sleep(wait)

    async def _ask_once(self, request: _Request, kind: type[_T]) -> _T:
        try:
            async with self._http.request(
                request.method,
                self._url + request.path,
                headers=request.headers,
                data=request.body,
                timeout=aiohttp.ClientTimeout(total=self._timeouts.answer),
                allow_redirects=False,
            ) as answer:
                return _read(answer, await answer.read(), kind)
        except aiohttp.ClientConnectorError as error:
            raise ConnectionFailed(f"{request}: {error}") from error
        except TimeoutError:
            seconds = self._timeouts.answer
            raise AnswerLost(f"{request}: no answer within {seconds:g} s.") from None
        except aiohttp.ClientError as error:
            raise AnswerLost(f"{request}: the connection ended: {error}") from error


def _posting(path: str, body: msgspec.Struct) -> _Request:
    """A request that changes something, with a key that makes it repeatable."""
    headers = {
        "Content-Type": "application/json",
        "Idempotency-Key": secrets.token_urlsafe(24),
    }
    return _Request("POST", path, headers, msgspec.json.encode(body))


def _room(code: str) -> str:
    return f"/rooms/{quote(code, safe='', errors='replace')}"


def _time_to_repeat(error: ConnectionFailed | Refused, pause: float) -> float | None:
    """The seconds to wait before the request is repeated; None if that is of no use."""
    if isinstance(error, ConnectionFailed):
        return pause
    return max(error.retry_after or 0.0, pause) if error.status in _PASSING else None


def _read(answer: aiohttp.ClientResponse, body: bytes, kind: type[_T]) -> _T:
    if answer.ok:
        return _decoded(answer, body, kind)
    if answer.content_type != "application/problem+json":
        if answer.status in _PASSING:
            raise AnswerLost(f"{_said(answer)} from what is before the server.")
        raise NotUnderstood(f"{_said(answer)} without a problem document.")
    told = _decoded(answer, body, Problem)
    raise Refused(
        told.code,
        told.detail,
        status=answer.status,
        retry_after=_seconds(answer.headers.get("Retry-After", "")),
        field=told.field,
    )


def _decoded(answer: aiohttp.ClientResponse, body: bytes, kind: type[_T]) -> _T:
    try:
        return msgspec.json.decode(body, type=kind)
    except msgspec.MsgspecError as error:
        raise NotUnderstood(f"{_said(answer)} with a body that is none: {error}") from error


def _said(answer: aiohttp.ClientResponse) -> str:
    return f"{answer.method} {answer.url.path}: {answer.status} {answer.reason}"


def _seconds(text: str) -> float | None:
    return float(text) if text.isascii() and text.isdigit() else None
