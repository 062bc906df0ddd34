"""Taking in the body of a request: bounded in size and time, and of one content type."""

import asyncio
from typing import Any

from litestar import Request
from litestar.exceptions import HTTPException, InternalServerException

from application.deadline import answer_due
from entrypoints.http.decoding import Body, InvalidBody, decode

AnyRequest = Request[Any, Any, Any]

JSON = "application/json"


async def read_body(request: AnyRequest, kind: type[Body]) -> Body:
    """The body as this struct.

    Raises `InvalidBody`, or an `HTTPException`: 413 for one over the limit, announced or not,
    415 for one that is not plain JSON in UTF-8, 408 for one that has not arrived by
    `application.deadline.answer_due`.
    """
    body = await take_body(request)
    if body or "content-type" in request.headers:
        _require_json(request)
    return decode(body, kind)


async def take_body(request: AnyRequest) -> bytes:
    """The bytes of the body, whatever they are. Raises 413 or 408."""
    try:
        async with asyncio.timeout_at(answer_due()):
            return await request.body()
    except TimeoutError:
        raise late_body() from None
    except InternalServerException:
        raise InvalidBody("The body ended early.") from None


def _require_json(request: AnyRequest) -> None:
    types = request.headers.getall("content-type", [])
    coding = request.headers.get("content-encoding", "identity").strip().lower()
    if len(types) != 1 or not is_json(types[0]) or coding != "identity":
        raise not_json()


def late_body() -> HTTPException:
    """The body did not arrive in time. The rest of it may still come: it must not be read as the
    next request."""
    return HTTPException(status_code=408, headers={"Connection": "close"})


def not_json() -> HTTPException:
    """The body is announced as something else than plain JSON in UTF-8."""
    return HTTPException(status_code=415, headers={"Accept": JSON, "Accept-Encoding": "identity"})


def is_json(content_type: str) -> bool:
    """Whether this is `application/json`, in UTF-8 if it names a charset (RFC 8259, 8.1)."""
    media, *parameters = (part.strip().lower() for part in content_type.split(";"))
    charsets = {
        value.strip().strip('"')
        for name, _, value in (parameter.partition("=") for parameter in parameters)
        if name.strip() == "charset"
    }
    return media == JSON and charsets <= {"utf-8", "utf8"}
