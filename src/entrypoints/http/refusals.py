"""From an error to the answer that tells it."""

import msgspec
import structlog
from litestar import Response
from litestar.exceptions import HTTPException

from application.errors import InvalidToken, RateLimited, ServiceError
from domain.errors import InvalidInput, RoomError
from entrypoints.http.bearer import challenge
from entrypoints.http.decoding import InvalidBody
from entrypoints.http.problems import PROTOCOL, STATUS, Problem, problem, protocol_problem
from entrypoints.http.reading import AnyRequest

log = structlog.stdlib.get_logger(__name__)

PROBLEM_JSON = "application/problem+json"
RETRY_AFTER = 2
"""Seconds to wait when the server or its store is not up to it."""


def answer_error(request: AnyRequest, error: Exception) -> Response[bytes]:
    """The problem document for any error. One that nobody foresaw is logged and not told."""
    told = problem_of(error)
    if told.status == 500:
        log.error("unexpected error", exc_info=error)
    structlog.contextvars.bind_contextvars(code=told.code)
    headers = headers_of(error, told.status, request.headers.get("authorization"))
    return answer_problem(told, headers)


def answer_problem(told: Problem, headers: dict[str, str] | None = None) -> Response[bytes]:
    """This problem document, as an answer."""
    return Response(
        msgspec.json.encode(told),
        status_code=told.status,
        media_type=PROBLEM_JSON,
        headers=headers,
    )


def problem_of(error: Exception) -> Problem:
    """What the client is told of this error."""
    match error:
        case InvalidInput():
            return problem(400, error.code, str(error), (error,))
        case RoomError() | ServiceError() if type(error) in STATUS:
            return problem(STATUS[type(error)], error.code, str(error))
        case InvalidBody():
            return problem(400, InvalidInput.code, str(error), error.faults)
        case HTTPException() if error.status_code in PROTOCOL:
            return protocol_problem(error.status_code)
        case _:
            return protocol_problem(500)


def headers_of(error: Exception, status: int, authorization: str | None) -> dict[str, str]:
    """The headers that belong to this answer (RFC 9110: 10.2.3, 11.6.1, 15.5.6, 15.5.16)."""
    match error:
        case RateLimited():
            return {"Retry-After": str(error.retry_after)}
        case InvalidToken():
            return {"WWW-Authenticate": challenge(authorization)}
        case HTTPException(headers=dict(headers)):
            return headers
        case _:
            return {"Retry-After": str(RETRY_AFTER)} if status == 503 else {}
