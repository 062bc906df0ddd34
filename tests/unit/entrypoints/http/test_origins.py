"""Which pages may use the server."""

import pytest

from entrypoints.http.origins import Origins

HOST = "play.example"


def test_a_listed_origin_is_allowed_and_another_is_not() -> None:
    origins = Origins(["https://game.example", "http://localhost:5173/"])
    assert origins.allows("https://game.example", HOST)
    assert origins.allows("http://localhost:5173", HOST)
    assert not origins.allows("https://other.example", HOST)
    assert not origins.allows("http://game.example", HOST)
    assert not origins.allows("null", HOST)


def test_a_star_allows_any_origin() -> None:
    assert Origins(["*"]).allows("https://other.example", HOST)


@pytest.mark.parametrize("allowed", [[], ["https://game.example"]])
@pytest.mark.parametrize("origin", ["https://play.example", "http://PLAY.example"])
def test_the_servers_own_origin_is_always_allowed(allowed: list[str], origin: str) -> None:
    assert Origins(allowed).allows(origin, HOST)


def test_another_port_is_another_origin() -> None:
    assert not Origins([]).allows("https://play.example:8443", HOST)


def test_no_host_is_no_origin() -> None:
    assert not Origins([]).allows("null", "")
    assert not Origins([]).allows("https://", "")
    assert not Origins([]).allows("https://a\x01b", "a\x01b")


def test_an_answer_to_an_allowed_page_names_its_origin() -> None:
    headers = dict(Origins(["https://game.example"]).headers_for(b"https://game.example", b"h"))
    assert headers[b"access-control-allow-origin"] == b"https://game.example"
    assert b"RateLimit" in headers[b"access-control-expose-headers"]
    assert headers[b"vary"] == b"Origin"


def test_an_answer_to_any_other_page_allows_nothing_but_still_varies() -> None:
    assert Origins(["https://game.example"]).headers_for(b"https://other.example", b"h") == [
        (b"vary", b"Origin")
    ]


def test_with_a_star_an_answer_does_not_vary() -> None:
    headers = dict(Origins(["*"]).headers_for(b"https://game.example", b"h"))
    assert headers[b"access-control-allow-origin"] == b"*"
    assert b"vary" not in headers
