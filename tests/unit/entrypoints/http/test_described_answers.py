"""What an operation says of its answers."""

import pytest

from application.errors import Busy, RateLimited, StoreFull, StoreUnavailable
from domain.errors import RoomNotFound
from entrypoints.http.bodies import Liveness
from entrypoints.http.described_answers import answers_of
from entrypoints.http.operation import Operation, Reply, raised_by
from entrypoints.http.problems import Problem

REFERENCES = {Liveness: {"$ref": "#/Liveness"}, Problem: {"$ref": "#/Problem"}}
DONE = Reply(status=200, description="Done.", examples={"Alive": Liveness("ok")})


def an_operation(*refusals: Exception, is_counted: bool = True) -> Operation:
    return Operation(
        id="do",
        tag="deeds",
        summary="Do",
        description="Does.",
        replies=(DONE,),
        refusals=refusals,
        is_counted=is_counted,
    )


def test_answers_come_in_the_order_of_their_status_and_errors_under_theirs() -> None:
    told = answers_of(an_operation(Busy(), RoomNotFound(), StoreUnavailable()), REFERENCES)
    assert list(told) == ["200", "404", "503"]
    assert told["503"]["description"] == "Service Unavailable: `BUSY`, `SERVICE_UNAVAILABLE`."


def test_an_example_is_the_document_that_is_told() -> None:
    told = answers_of(an_operation(RoomNotFound()), REFERENCES)["404"]
    (media,) = told["content"].values()
    assert media["examples"]["ROOM_NOT_FOUND"]["value"]["detail"] == str(RoomNotFound())
    assert media["schema"]["allOf"][0] == REFERENCES[Problem]


def test_several_examples_of_one_code_are_told_apart() -> None:
    told = answers_of(an_operation(StoreUnavailable(), StoreFull()), REFERENCES)["503"]
    (media,) = told["content"].values()
    assert list(media["examples"]) == ["SERVICE_UNAVAILABLE", "SERVICE_UNAVAILABLE-2"]
    assert media["schema"]["allOf"][1]["properties"]["code"] == {"enum": ["SERVICE_UNAVAILABLE"]}


def test_a_counted_answer_promises_its_budget_unless_it_may_come_before_the_count() -> None:
    told = answers_of(an_operation(RateLimited(3), Busy()), REFERENCES)
    assert told["429"]["headers"]["RateLimit"] == {"$ref": "#/components/headers/RateLimit"}
    assert told["503"]["headers"]["RateLimit"]["required"] is False
    uncounted = answers_of(an_operation(is_counted=False), REFERENCES)
    assert "RateLimit" not in uncounted["200"]["headers"]


def test_an_error_brings_the_headers_that_it_is_answered_with() -> None:
    told = answers_of(an_operation(RateLimited(3)), REFERENCES)["429"]
    assert told["headers"]["Retry-After"] == {"$ref": "#/components/headers/Retry-After"}


def test_an_example_of_an_error_must_be_one() -> None:
    assert isinstance(raised_by(int, "x"), ValueError)
    with pytest.raises(ValueError, match="is not refused"):
        raised_by(int, "7")
