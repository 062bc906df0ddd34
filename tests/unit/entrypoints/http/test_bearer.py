"""Reading the `Authorization` header."""

import pytest

from application.errors import InvalidToken
from entrypoints.http.bearer import bearer_token, challenge


@pytest.mark.parametrize(
    "header", ["Bearer a.b.c", "bearer a.b.c", "BEARER   a.b.c ", " Bearer a.b.c"]
)
def test_the_scheme_may_be_written_in_any_case(header: str) -> None:
    assert bearer_token([header]) == "a.b.c"


@pytest.mark.parametrize(
    "headers",
    [[], [""], ["Bearer"], ["Bearer "], ["a.b.c"], ["Basic YTpi"], ["Bearer a", "Bearer b"]],
)
def test_anything_but_one_bearer_token_is_no_token(headers: list[str]) -> None:
    with pytest.raises(InvalidToken):
        bearer_token(headers)


def test_only_one_who_showed_a_token_is_told_that_it_is_invalid() -> None:
    assert 'error="invalid_token"' in challenge("Bearer a.b.c")
    assert challenge(None) == challenge("Basic YTpi") == 'Bearer realm="greenroom"'
