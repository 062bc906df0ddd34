"""Every error has its place in the table, and its words."""

from collections.abc import Iterator

import pytest
from litestar.exceptions import HTTPException
from msgspec import UNSET

from application.errors import InvalidToken, RateLimited, ServiceError, StoreUnavailable
from domain.errors import InvalidInput, RoomError, RoomFull
from entrypoints.http.decoding import InvalidBody
from entrypoints.http.problems import PROTOCOL, STATUS, Fault
from entrypoints.http.refusals import headers_of, problem_of


def subclasses(error: type[Exception]) -> Iterator[type[Exception]]:
    for subclass in error.__subclasses__():
        yield subclass
        yield from subclasses(subclass)


@pytest.mark.parametrize("error", [*subclasses(RoomError), *subclasses(ServiceError)])
def test_every_error_of_domain_and_application_has_a_status(error: type[RoomError]) -> None:
    assert STATUS[error] in range(400, 600)


def test_a_problem_carries_code_and_sentence_of_its_error() -> None:
    told = problem_of(RoomFull(8))
    assert (told.type, told.title, told.status) == ("about:blank", "Bad Request", 400)
    assert (told.code, told.detail) == ("ROOM_FULL", "The room is full: it has room for 8.")
    assert (told.field, told.errors) == (UNSET, UNSET)


def test_a_field_at_fault_is_named() -> None:
    told = problem_of(InvalidInput("maxUsers", "must be a whole number"))
    assert (told.code, told.field, told.errors) == ("INVALID_INPUT", "maxUsers", UNSET)


def test_of_several_fields_at_fault_the_first_is_named_and_all_are_listed() -> None:
    faults = (InvalidInput("a", "is missing"), InvalidInput("b", "is missing"))
    told = problem_of(InvalidBody("a is missing. b is missing.", faults))
    assert told.field == "a"
    assert told.errors == (Fault("a", "a is missing."), Fault("b", "b is missing."))


@pytest.mark.parametrize("status", PROTOCOL)
def test_an_error_of_the_protocol_keeps_its_status(status: int) -> None:
    assert problem_of(HTTPException("internals", status_code=status)).status == status


@pytest.mark.parametrize("error", [ValueError("secret"), HTTPException("secret", status_code=502)])
def test_an_unforeseen_error_is_told_without_details(error: Exception) -> None:
    told = problem_of(error)
    assert (told.status, told.code) == (500, "UNKNOWN_ERROR")
    assert "secret" not in told.detail


def test_one_who_asked_too_often_is_told_when_to_come_back() -> None:
    assert headers_of(RateLimited(17), 429, None) == {"Retry-After": "17"}


def test_one_who_met_a_store_that_is_away_is_told_when_to_come_back() -> None:
    assert int(headers_of(StoreUnavailable(), 503, None)["Retry-After"]) > 0


def test_a_refused_token_is_answered_by_a_challenge() -> None:
    assert headers_of(InvalidToken(), 401, "Bearer x")["WWW-Authenticate"].startswith("Bearer ")
