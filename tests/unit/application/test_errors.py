"""What can go wrong around the rules, as clients hear of it (DESIGN, "Wire")."""

import pytest

from application.errors import (
    Busy,
    InvalidToken,
    RateLimited,
    RoomCodeGenerationFailed,
    RoomCodeTaken,
    ServiceError,
    StoreUnavailable,
)

ERRORS = [
    (InvalidToken(), "UNAUTHORIZED"),
    (RoomCodeGenerationFailed(10), "ROOM_CODE_GENERATION_FAILED"),
    (Busy(), "BUSY"),
    (StoreUnavailable(), "SERVICE_UNAVAILABLE"),
    (RateLimited(7), "RATE_LIMITED"),
    (RoomCodeTaken(), "UNKNOWN_ERROR"),
]


@pytest.mark.parametrize(("error", "code"), ERRORS)
def test_an_error_carries_the_code_that_clients_see(error: ServiceError, code: str) -> None:
    assert error.code == code


@pytest.mark.parametrize(("error", "code"), ERRORS)
def test_an_error_reads_as_a_sentence(error: ServiceError, code: str) -> None:
    assert str(error).endswith(".")


def test_a_bad_token_may_say_why() -> None:
    assert str(InvalidToken("The token has expired.")) == "The token has expired."


def test_the_rate_limit_says_when_to_try_again() -> None:
    assert RateLimited(7).retry_after == 7
    assert "7 s" in str(RateLimited(7))
