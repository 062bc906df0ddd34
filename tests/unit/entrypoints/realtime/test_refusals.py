"""How errors are told to sockets: each with a code of its own."""

import inspect
from collections.abc import Iterator

import pytest
from structlog.testing import capture_logs

from application import errors as application_errors
from application.errors import RateLimited, ServiceError
from domain import errors as domain_errors
from domain.errors import RoomError
from entrypoints.realtime.refusals import UNAVAILABLE, UNKNOWN, Refusal, invalid, refusal_of

ARGUMENTS = {
    "user_id": "a user",
    "max_users": 8,
    "field": "aField",
    "reason": "is wrong",
    "limit": 20,
    "tries": 10,
    "retry_after": 3,
}
"""For whatever the errors want to know."""


def descendants(kind: type[Exception]) -> Iterator[type[Exception]]:
    for child in kind.__subclasses__():
        yield child
        yield from descendants(child)


def an(kind: type[Exception]) -> Exception:
    wanted = inspect.signature(kind).parameters.values()
    needed = [it.name for it in wanted if it.default is it.empty and it.name in ARGUMENTS]
    return kind(**{name: ARGUMENTS[name] for name in needed})


EVERY = [*descendants(RoomError), *descendants(ServiceError)]


def test_the_walk_finds_the_errors_of_both_layers() -> None:
    found = {kind.__name__ for kind in EVERY}
    for module in (domain_errors, application_errors):
        named = {
            name
            for name, kind in vars(module).items()
            if isinstance(kind, type) and kind.__module__ == module.__name__
        }
        assert named - found <= {"RoomError", "ServiceError"}


@pytest.mark.parametrize("kind", EVERY)
def test_every_error_is_told_with_its_own_code_and_sentence(kind: type[Exception]) -> None:
    error = an(kind)
    with capture_logs() as logs:
        refusal = refusal_of(error)
    wait = error.retry_after if isinstance(error, RateLimited) else None
    assert refusal == Refusal(kind.code, str(error), wait)
    assert refusal.message.endswith(".")
    assert logs == []


def test_errors_that_may_reach_a_client_have_codes_of_their_own() -> None:
    internal = {"RoomCodeTaken", "InvalidDisplayName", "InvalidMaxUsers", "StoreFull"}
    codes = [kind.code for kind in EVERY if kind.__name__ not in internal]
    assert len(codes) == len(set(codes))
    assert UNKNOWN.code not in codes


@pytest.mark.parametrize("error", [TimeoutError()])
def test_a_store_that_takes_too_long_is_unavailable(error: Exception) -> None:
    assert refusal_of(error) == UNAVAILABLE


def test_an_error_that_nobody_foresaw_is_logged_and_says_nothing_of_itself() -> None:
    with capture_logs() as logs:
        refusal = refusal_of(ZeroDivisionError("a detail"))
    assert refusal == UNKNOWN
    assert "a detail" not in refusal.message
    assert [(entry["event"], entry["log_level"]) for entry in logs] == [
        ("unexpected error", "error")
    ]


def test_nonsense_is_invalid_input() -> None:
    assert invalid("Why.") == Refusal("INVALID_INPUT", "Why.")
