"""Which content types are JSON."""

import pytest

from entrypoints.http.reading import is_json


@pytest.mark.parametrize(
    "content_type",
    [
        "application/json",
        "Application/JSON",
        "application/json; charset=utf-8",
        'application/json;charset="UTF-8"',
        "application/json; charset=utf8;",
        "application/json; odata=verbose",
    ],
)
def test_json_in_utf_8_is_taken(content_type: str) -> None:
    assert is_json(content_type)


@pytest.mark.parametrize(
    "content_type",
    [
        "",
        "text/plain",
        "application/x-www-form-urlencoded",
        "application/jsonx",
        "application/problem+json",
        "application/json; charset=utf-16",
        "application/json; charset=utf-8; charset=latin-1",
        "text/plain; application/json",
        "application/json, text/plain",
    ],
)
def test_anything_else_is_not(content_type: str) -> None:
    assert not is_json(content_type)
