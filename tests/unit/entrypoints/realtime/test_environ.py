"""A request as the Engine.IO library has it."""

from typing import Any

from entrypoints.realtime.environ import FIRST, environ_of

EMPTY = {"type": "http.request", "body": b"", "more_body": False}


async def nothing(*_: object) -> Any:
    raise AssertionError("nobody asks yet")


def environ(*headers: tuple[bytes, bytes], kind: str = "http", **scope: object) -> dict[str, Any]:
    asked = {"type": kind, "method": "GET", "path": "/", "headers": headers, **scope}
    return environ_of(asked, EMPTY, nothing, nothing)


def test_it_has_what_was_asked() -> None:
    asked = environ(method="POST", query_string=b"EIO=4&transport=polling")
    assert asked["REQUEST_METHOD"] == "POST"
    assert asked["QUERY_STRING"] == "EIO=4&transport=polling"
    assert asked[FIRST] is EMPTY
    assert asked["asgi.receive"] is asked["asgi.send"] is nothing
    assert asked["asgi.scope"]["query_string"] == b"EIO=4&transport=polling"


def test_a_websocket_is_asked_for_by_get() -> None:
    scope = {"type": "websocket", "path": "/", "headers": []}
    assert environ_of(scope, EMPTY, nothing, nothing)["REQUEST_METHOD"] == "GET"


def test_it_has_the_headers_that_are_looked_at_and_no_others() -> None:
    asked = environ((b"host", b"rooms.test"), (b"cookie", b"x=1"), (b"origin", b"https://a.test"))
    assert asked["HTTP_HOST"] == "rooms.test"
    assert asked["HTTP_ORIGIN"] == "https://a.test"
    assert "HTTP_COOKIE" not in asked


def test_what_comes_twice_is_one() -> None:
    asked = environ((b"connection", b"keep-alive"), (b"connection", b"upgrade"))
    assert asked["HTTP_CONNECTION"] == "keep-alive,upgrade"


def test_a_length_that_comes_twice_is_a_number() -> None:
    assert environ((b"content-length", b"4"), (b"content-length", b"5"))["CONTENT_LENGTH"] == "5"


def test_what_is_no_text_is_left_out() -> None:
    asked = environ((b"origin", b"\xff"), query_string=b"\xff")
    assert "HTTP_ORIGIN" not in asked
    assert asked["QUERY_STRING"] == ""


def test_only_what_was_upgraded_is_an_upgrade() -> None:
    upgrade = (b"upgrade", b"websocket")
    assert "HTTP_UPGRADE" not in environ(upgrade)
    assert environ(upgrade, kind="websocket")["HTTP_UPGRADE"] == "websocket"
