from collections import Counter
from dataclasses import FrozenInstanceError, fields
from datetime import timedelta

import pytest

from entrypoints.logs import LogFormat, LogLevel
from entrypoints.settings import Settings
from entrypoints.variables import declared_in
from tests.configured import SECRET, VARIABLES, load

OLD, OLDER = "an older secret of 32 bytes or more", "the oldest secret of 32 bytes or more"


@pytest.mark.parametrize(
    ("variable", "default"),
    [
        ("CORS_ORIGINS", "*"),
        ("JWT_SECRET", None),
        ("JWT_PREVIOUS_SECRETS", None),
        ("REDIS_HOST", None),
        ("REDIS_PORT", "6379"),
        ("REDIS_MAX_RETRIES", "3"),
        ("REDIS_CONNECT_TIMEOUT", "10000"),
        ("REDIS_COMMAND_TIMEOUT", "5000"),
        ("ROOM_CODE_LENGTH", "6"),
        ("ROOM_MAX_USERS", "20"),
        ("ROOM_TTL_SECONDS", "21600"),
        ("SHUTDOWN_TIMEOUT_MS", "10000"),
        ("THROTTLE_TTL_MS", "60000"),
        ("THROTTLE_LIMIT", "20"),
        ("CREATE_THROTTLE_TTL_MS", "600000"),
        ("CREATE_THROTTLE_LIMIT", "20"),
        ("MISS_THROTTLE_TTL_MS", "60000"),
        ("MISS_THROTTLE_LIMIT", "10"),
        ("USER_DISPLAY_NAME_MIN_LENGTH", "2"),
        ("USER_DISPLAY_NAME_MAX_LENGTH", "20"),
        ("HOST", "127.0.0.1"),
        ("PORT", "3000"),
        ("REDIS_URL", None),
        ("TRUSTED_PROXIES", ""),
        ("DEMO", "true"),
        ("LOG_LEVEL", "info"),
        ("LOG_FORMAT", "auto"),
        ("PING_INTERVAL_MS", "10000"),
        ("PING_TIMEOUT_MS", "10000"),
    ],
)
def test_a_variable_has_its_documented_default(variable: str, default: str | None) -> None:
    assert VARIABLES[variable].default == default


def test_every_variable_is_described() -> None:
    assert len(VARIABLES) == len(fields(Settings))
    assert all(row.allowed and row.meaning for row in VARIABLES.values())


def test_every_default_is_right() -> None:
    load(**{row.name: row.default for row in VARIABLES.values() if row.default is not None})


def test_a_room_code_has_by_default_no_two_characters_that_look_alike() -> None:
    alphabet = set(load().room_code_alphabet)
    assert not alphabet & set("0O1IL")
    assert all(len(alphabet & set(pair)) < 2 for pair in ("2Z", "5S", "6G", "8B", "0Q"))
    assert len(alphabet) ** load().room_code_length > 100_000_000


GIVEN: dict[str, tuple[str, object]] = {
    "HOST": ("::1", "::1"),
    "PORT": ("0", 0),
    "CORS_ORIGINS": (
        "https://a.example, http://b.example:8080",
        ("https://a.example", "http://b.example:8080"),
    ),
    "TRUSTED_PROXIES": ("10.0.0.1, fd00::/8", ("10.0.0.1/32", "fd00::/8")),
    "JWT_SECRET": (SECRET, SECRET),
    "JWT_PREVIOUS_SECRETS": (f"{OLD}, {OLDER}", (OLD, OLDER)),
    "STORE": ("collections:Counter", Counter),
    "DATABASE_URL": ("postgresql://db", "postgresql://db"),
    "REDIS_HOST": ("redis_1.internal", "redis_1.internal"),
    "REDIS_PORT": ("6380", 6380),
    "REDIS_URL": ("redis://db", "redis://db"),
    "REDIS_CLUSTER": ("true", True),
    "REDIS_MAX_RETRIES": ("0", 0),
    "REDIS_CONNECT_TIMEOUT": ("1500", timedelta(seconds=1.5)),
    "REDIS_COMMAND_TIMEOUT": ("500", timedelta(seconds=0.5)),
    "ROOM_CODE_ALPHABET": ("ABCDEF", "ABCDEF"),
    "ROOM_CODE_LENGTH": ("8", 8),
    "ROOM_MAX_USERS": ("8", 8),
    "ROOM_TTL_SECONDS": ("60", timedelta(minutes=1)),
    "ROOM_EMPTY_TTL_SECONDS": ("50", timedelta(seconds=50)),
    "HOST_GRACE_SECONDS": ("20", timedelta(seconds=20)),
    "MEMBER_GRACE_SECONDS": ("30", timedelta(seconds=30)),
    "PRESENCE_GRACE_SECONDS": ("5", timedelta(seconds=5)),
    "LEASE_SECONDS": ("9", timedelta(seconds=9)),
    "LEASE_REFRESH_SECONDS": ("3", timedelta(seconds=3)),
    "USER_DISPLAY_NAME_MIN_LENGTH": ("3", 3),
    "USER_DISPLAY_NAME_MAX_LENGTH": ("12", 12),
    "THROTTLE_TTL_MS": ("1000", timedelta(seconds=1)),
    "THROTTLE_LIMIT": ("5", 5),
    "CONNECT_LIMIT": ("7", 7),
    "SOCKET_THROTTLE_TTL_MS": ("5000", timedelta(seconds=5)),
    "SOCKET_THROTTLE_LIMIT": ("6", 6),
    "SOCKET_MAX_UNAUTHENTICATED": ("9", 9),
    "CREATE_THROTTLE_TTL_MS": ("3000", timedelta(seconds=3)),
    "CREATE_THROTTLE_LIMIT": ("4", 4),
    "MISS_THROTTLE_TTL_MS": ("4000", timedelta(seconds=4)),
    "MISS_THROTTLE_LIMIT": ("3", 3),
    "PING_INTERVAL_MS": ("200", timedelta(seconds=0.2)),
    "PING_TIMEOUT_MS": ("300", timedelta(seconds=0.3)),
    "SHUTDOWN_TIMEOUT_MS": ("2000", timedelta(seconds=2)),
    "TRACES": ("true", True),
    "DEMO": ("false", False),
    "METRICS": ("false", False),
    "METRICS_TOKEN": ("a-token.of_16~chars+/==", "a-token.of_16~chars+/=="),
    "LOG_LEVEL": ("WARNING", LogLevel.WARNING),
    "LOG_FORMAT": ("json", LogFormat.JSON),
}
"""A text for every variable, and what becomes of it: not its default."""

STORES = (("REDIS_HOST", "REDIS_PORT"), ("REDIS_URL",), ("STORE", "DATABASE_URL"))
"""Variables of which only one set may be there."""


def test_there_is_an_example_of_every_variable() -> None:
    assert GIVEN.keys() == VARIABLES.keys()
    assert [name for name, (text, _) in GIVEN.items() if text == VARIABLES[name].default] == []


@pytest.mark.parametrize("store", STORES)
def test_every_variable_reaches_its_field(store: tuple[str, ...]) -> None:
    left_out = {name for names in STORES for name in names} - {*store}
    given = {name: row for name, row in GIVEN.items() if name not in left_out}
    fields_of = {row.name: field for field, row in declared_in(Settings).items()}
    values = {fields_of[name]: value for name, (_, value) in given.items()}
    assert load(**{name: text for name, (text, _) in given.items()}) == Settings(**values)


def test_settings_do_not_change() -> None:
    with pytest.raises(FrozenInstanceError):
        load().port = 1  # type: ignore[misc]


def test_secrets_are_not_printed_with_the_settings() -> None:
    redis = {"REDIS_URL": "redis://:hunter2@db"}
    token = "a-token-of-metrics"
    printed = repr(load(JWT_SECRET=SECRET, JWT_PREVIOUS_SECRETS=OLD, METRICS_TOKEN=token, **redis))
    for secret in (SECRET, OLD, "hunter2", token):
        assert secret not in printed
