from dataclasses import FrozenInstanceError, fields
from datetime import timedelta

import pytest

from entrypoints.logs import LogFormat, LogLevel
from entrypoints.settings import Settings
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


def test_every_variable_reaches_its_field() -> None:
    settings = load(
        HOST="::1",
        PORT="0",
        CORS_ORIGINS="https://a.example, http://b.example:8080",
        TRUSTED_PROXIES="10.0.0.1, fd00::/8",
        JWT_SECRET=SECRET,
        JWT_PREVIOUS_SECRETS=f"{OLD}, {OLDER}",
        REDIS_HOST="redis_1.internal",
        REDIS_PORT="6380",
        REDIS_MAX_RETRIES="0",
        REDIS_CONNECT_TIMEOUT="1500",
        REDIS_COMMAND_TIMEOUT="500",
        ROOM_CODE_ALPHABET="ABCDEF",
        ROOM_CODE_LENGTH="8",
        ROOM_MAX_USERS="8",
        ROOM_TTL_SECONDS="60",
        ROOM_EMPTY_TTL_SECONDS="50",
        HOST_GRACE_SECONDS="20",
        MEMBER_GRACE_SECONDS="30",
        PRESENCE_GRACE_SECONDS="5",
        LEASE_SECONDS="9",
        LEASE_REFRESH_SECONDS="3",
        USER_DISPLAY_NAME_MIN_LENGTH="3",
        USER_DISPLAY_NAME_MAX_LENGTH="12",
        THROTTLE_TTL_MS="1000",
        THROTTLE_LIMIT="5",
        CREATE_THROTTLE_TTL_MS="3000",
        CREATE_THROTTLE_LIMIT="4",
        MISS_THROTTLE_TTL_MS="4000",
        MISS_THROTTLE_LIMIT="3",
        PING_INTERVAL_MS="200",
        PING_TIMEOUT_MS="300",
        SHUTDOWN_TIMEOUT_MS="2000",
        LOG_LEVEL="WARNING",
        LOG_FORMAT="json",
    )
    assert settings == Settings(
        host="::1",
        port=0,
        cors_origins=("https://a.example", "http://b.example:8080"),
        trusted_proxies=("10.0.0.1/32", "fd00::/8"),
        jwt_secret=SECRET,
        jwt_previous_secrets=(OLD, OLDER),
        redis_host="redis_1.internal",
        redis_port=6380,
        redis_max_retries=0,
        redis_connect_timeout=timedelta(seconds=1.5),
        redis_command_timeout=timedelta(seconds=0.5),
        room_code_alphabet="ABCDEF",
        room_code_length=8,
        room_max_users=8,
        room_ttl=timedelta(minutes=1),
        room_empty_ttl=timedelta(seconds=50),
        host_grace=timedelta(seconds=20),
        member_grace=timedelta(seconds=30),
        presence_grace=timedelta(seconds=5),
        lease=timedelta(seconds=9),
        lease_refresh=timedelta(seconds=3),
        display_name_min_length=3,
        display_name_max_length=12,
        throttle_window=timedelta(seconds=1),
        throttle_limit=5,
        create_throttle_window=timedelta(seconds=3),
        create_throttle_limit=4,
        miss_throttle_window=timedelta(seconds=4),
        miss_throttle_limit=3,
        ping_interval=timedelta(seconds=0.2),
        ping_timeout=timedelta(seconds=0.3),
        shutdown_timeout=timedelta(seconds=2),
        log_level=LogLevel.WARNING,
        log_format=LogFormat.JSON,
    )


def test_settings_do_not_change() -> None:
    with pytest.raises(FrozenInstanceError):
        load().port = 1  # type: ignore[misc]


def test_secrets_are_not_printed_with_the_settings() -> None:
    redis = {"REDIS_URL": "redis://:hunter2@db"}
    printed = repr(load(JWT_SECRET=SECRET, JWT_PREVIOUS_SECRETS=OLD, **redis))
    for secret in (SECRET, OLD, "hunter2"):
        assert secret not in printed
