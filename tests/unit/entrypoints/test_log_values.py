import io
import logging
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.jwt_tokens import JwtTokens
from application.ports import Identity
from entrypoints.logs import LogFormat, LogLevel, configure_logs
from tests.fakes import CountingIds, FakeClock
from tests.log_lines import HOSTILE, logged, logger, logging_restored

SECRET = "a secret of thirty-two bytes or more"
TOKENS = JwtTokens(SECRET, FakeClock(), timedelta(hours=1), CountingIds())
TOKEN = TOKENS.issue(Identity("ABCDEF", "ann"))


class Silent:
    def __str__(self) -> str:
        raise RuntimeError("no")


@pytest.mark.parametrize("format", [LogFormat.JSON, LogFormat.CONSOLE])
def test_user_text_cannot_break_a_line(stream: io.StringIO, format: LogFormat) -> None:
    configure_logs(LogLevel.INFO, format, stream)
    logger().info(HOSTILE, name=HOSTILE, nested={HOSTILE: [HOSTILE]}, **{HOSTILE: 1})
    logging.getLogger("uvicorn.error").info("GET %s", HOSTILE)
    lines = stream.getvalue().encode().decode().split("\n")
    assert [bool(line) for line in lines] == [True, True, False]
    assert all(line.isprintable() for line in lines)


@given(st.text(), st.sampled_from([LogFormat.JSON, LogFormat.CONSOLE]))
def test_any_text_is_one_printable_line(text: str, format: LogFormat) -> None:
    stream = io.StringIO()
    with logging_restored():
        configure_logs(LogLevel.INFO, format, stream)
        logger().info(text, name=text, nested={text: text})
    line, end = stream.getvalue().split("\n")
    assert (line.isprintable(), end) == (True, "")


def test_names_in_any_script_stay_readable(stream: io.StringIO) -> None:
    logged(stream, "joined", name="Жанна 🎲 王")
    assert "Жанна 🎲 王" in stream.getvalue()


def test_a_long_value_is_cut(stream: io.StringIO) -> None:
    line = logged(stream, "e" * 1000, name="x" * 1_000_000)
    assert (len(line["event"]), len(line["name"])) == (200, 200)
    assert line["name"].endswith("x…")


def test_a_token_is_masked_wherever_it_stands(stream: io.StringIO) -> None:
    logged(
        stream,
        f"refused {TOKEN}",
        given=TOKEN,
        header=f"Bearer {TOKEN}",
        url=f"/socket.io/?token={TOKEN}&EIO=4",
        packet=f'0/rooms,{{"token":"{TOKEN}"}}',
        nested=[{"auth": (TOKEN,)}],
        cut=TOKEN[:-50],
        far=" " * 4000 + TOKEN,
        error=ValueError(TOKEN),
        **{TOKEN: 1},
    )
    header, payload, signature = TOKEN.split(".")
    for part in (header[:12], payload[:12], signature[:12]):
        assert part not in stream.getvalue()


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Bearer abc", "Bearer ***"),
        ("authorization: bearer abc, and more", "authorization: bearer ***, and more"),
        ("redis://user:hunter2@db:6379/0", "redis://***@db:6379/0"),
        ("GET /x?token=abc&y=1", "GET /x?token=***&y=1"),
        ('{"password": "hunter2"}', '{"password": "***"}'),
        (f"{'a' * 20}.{'b' * 20}.{'c' * 20} came", "*** came"),
    ],
)
def test_a_secret_in_a_text_is_masked(stream: io.StringIO, text: str, kept: str) -> None:
    assert logged(stream, "seen", text=text)["text"] == kept


@pytest.mark.parametrize(
    "text",
    ["entrypoints.realtime.relay", "127.0.0.1:3000", "the token has expired", "http://x.y/a.b.c"],
)
def test_what_is_no_secret_is_not_masked(stream: io.StringIO, text: str) -> None:
    assert logged(stream, text, text=text)["text"] == text


@pytest.mark.parametrize(
    "name", ["token", "Authorization", "jwt_secret", "redis_password", "cookie", "access_token"]
)
def test_what_goes_by_a_secret_name_is_masked(stream: io.StringIO, name: str) -> None:
    logged(stream, "seen", **{name: "hunter2"}, nested={name: ["hunter2"]})
    assert "hunter2" not in stream.getvalue()


def test_that_a_secret_is_missing_is_told(stream: io.StringIO) -> None:
    assert logged(stream, "seen", token=None)["token"] is None


def test_values_of_any_kind_are_logged_as_text(stream: io.StringIO) -> None:
    endless: list[object] = []
    endless.append(endless)
    line = logged(
        stream,
        LogLevel.INFO,
        silent=Silent(),
        huge=10**5000,
        big=2**64,
        nan=float("nan"),
        when=timedelta(seconds=1),
        endless=endless,
        many=list(range(1000)),
        yes=True,
    )
    assert (line["event"], line["silent"]) == ("info", "<Silent: RuntimeError>")
    assert (line["huge"], line["big"]) == ("<int: ValueError>", str(2**64))
    assert (line["nan"], line["when"], line["yes"]) == (None, "0:00:01", True)
    assert len(line["many"]) == 50
