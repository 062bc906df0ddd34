"""What can be set from outside: the environment, and `.env` beneath it.

The fields of `Settings` are the one table of all variables: name, default, range, meaning.
"""

# ruff: noqa: RUF009 - `variable` and `optional` return dataclass fields

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Self

from application.store import StoreFactory
from entrypoints.address_kinds import DATABASE_URL, HOST, NETWORKS, ORIGINS, REDIS_URL
from entrypoints.dotenv import DotEnv, read_dotenv
from entrypoints.kinds import (
    ALPHABET,
    SECRET,
    SECRETS,
    TOKEN,
    TRUTH,
    milliseconds,
    one_of,
    seconds,
    whole,
)
from entrypoints.logs import LogFormat, LogLevel
from entrypoints.settings_checks import cautions, conflicts
from entrypoints.store_kind import STORE
from entrypoints.traces_kind import TRACES
from entrypoints.variables import optional, read_given, set_in, variable


class InvalidSettings(Exception):
    """The configuration is wrong. `str(error)` lists every complaint, a line each."""

    def __init__(self, complaints: list[str]) -> None:
        many = "1 setting is" if len(complaints) == 1 else f"{len(complaints)} settings are"
        super().__init__("\n".join([f"{many} wrong:", *(f"  {line}." for line in complaints)]))
        self.complaints = complaints


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The configuration of a server.

    `Settings.load()` checks what people wrote; `Settings(...)` takes what a program says.
    Spans of time are `timedelta`s, whatever unit their variables have.
    """

    host: str = variable("HOST", "127.0.0.1", HOST, "Where to listen")
    port: int = variable("PORT", "3000", whole(0, 65535), "Port to listen on; 0 is any free one")
    cors_origins: tuple[str, ...] = variable(
        "CORS_ORIGINS", "*", ORIGINS, "Web pages that may use the server, beside its own"
    )
    trusted_proxies: tuple[str, ...] = variable(
        "TRUSTED_PROXIES", "", NETWORKS, "Proxies whose X-Forwarded-For and traceparent count"
    )
    jwt_secret: str | None = optional(
        "JWT_SECRET", SECRET, "Key that signs tokens; required with Redis and with STORE"
    )
    jwt_previous_secrets: tuple[str, ...] | None = optional(
        "JWT_PREVIOUS_SECRETS", SECRETS, "Keys that signed earlier; what they signed stays good"
    )

    store: StoreFactory | None = optional(
        "STORE", STORE, "PostgreSQL or a store of your own, in place of Redis and memory"
    )
    database_url: str | None = optional(
        "DATABASE_URL", DATABASE_URL, "Address of the database, for STORE=postgres"
    )
    redis_host: str | None = optional("REDIS_HOST", HOST, "Redis server")
    redis_port: int = variable("REDIS_PORT", "6379", whole(1, 65535), "Its port")
    redis_url: str | None = optional("REDIS_URL", REDIS_URL, "Redis server, in place of REDIS_HOST")
    redis_cluster: bool = variable(
        "REDIS_CLUSTER", "false", TRUTH, "Whether that server is one of a Redis Cluster"
    )
    redis_max_retries: int = variable(
        "REDIS_MAX_RETRIES", "3", whole(0, 100), "Tries to connect again after a failure"
    )
    redis_connect_timeout: timedelta = variable(
        "REDIS_CONNECT_TIMEOUT", "10000", milliseconds(1, 600_000), "Time to connect in, in ms"
    )
    redis_command_timeout: timedelta = variable(
        "REDIS_COMMAND_TIMEOUT", "5000", milliseconds(1, 600_000), "Time to answer in, in ms"
    )

    room_code_alphabet: str = variable(
        "ROOM_CODE_ALPHABET",
        "3479ABCDEFGHJKMNPQRSTUVWXYZ",
        ALPHABET,
        "Characters of room codes; by default no two that look alike",
    )
    room_code_length: int = variable(
        "ROOM_CODE_LENGTH", "6", whole(1, 32), "Characters in a room code"
    )
    room_max_users: int = variable(
        "ROOM_MAX_USERS", "20", whole(1, 10_000), "Users that a room may have, its host included"
    )
    room_ttl: timedelta = variable(
        "ROOM_TTL_SECONDS",
        "21600",
        seconds(1, 31_536_000),
        "Life of a token, and of a room after its last change, in s",
    )
    room_empty_ttl: timedelta | None = optional(
        "ROOM_EMPTY_TTL_SECONDS",
        seconds(1, 31_536_000),
        "Life of a room after a change that leaves nobody connected, in s; "
        "ROOM_TTL_SECONDS unless it is set",
    )
    host_grace: timedelta = variable(
        "HOST_GRACE_SECONDS",
        "60",
        seconds(0, 86_400),
        "Time after which a host that is away is followed by someone who is here, in s; 0 is never",
    )
    member_grace: timedelta = variable(
        "MEMBER_GRACE_SECONDS",
        "0",
        seconds(0, 31_536_000),
        "Time after which a member that is away leaves, in s; 0 is never",
    )
    presence_grace: timedelta = variable(
        "PRESENCE_GRACE_SECONDS",
        "0",
        seconds(0, 3_600),
        "Time for a lost connection to come back before the others hear of it, in s",
    )
    lease: timedelta = variable(
        "LEASE_SECONDS",
        "15",
        seconds(3, 600),
        "Time for which a node that is not heard of counts as alive, in s",
    )
    lease_refresh: timedelta = variable(
        "LEASE_REFRESH_SECONDS",
        "5",
        seconds(1, 200),
        "Time between a node's signs of life, in s; at most a third of LEASE_SECONDS",
    )
    display_name_min_length: int = variable(
        "USER_DISPLAY_NAME_MIN_LENGTH", "2", whole(1, 100), "Characters in a name at least"
    )
    display_name_max_length: int = variable(
        "USER_DISPLAY_NAME_MAX_LENGTH", "20", whole(1, 100), "Characters in a name at most"
    )

    throttle_window: timedelta = variable(
        "THROTTLE_TTL_MS", "60000", milliseconds(1, 86_400_000), "Window of the rate limit, in ms"
    )
    throttle_limit: int = variable(
        "THROTTLE_LIMIT", "20", whole(1, 1_000_000), "Requests in a window, per address and route"
    )
    connect_limit: int = variable(
        "CONNECT_LIMIT",
        "60",
        whole(1, 1_000_000),
        "Times that a user may enter by socket in THROTTLE_TTL_MS",
    )
    socket_throttle_window: timedelta = variable(
        "SOCKET_THROTTLE_TTL_MS",
        "10000",
        milliseconds(1, 86_400_000),
        "Window of the limit on commands, in ms",
    )
    socket_throttle_limit: int = variable(
        "SOCKET_THROTTLE_LIMIT", "100", whole(1, 1_000_000), "Commands in a window, per user"
    )
    socket_max_unauthenticated: int = variable(
        "SOCKET_MAX_UNAUTHENTICATED",
        "100",
        whole(1, 1_000_000),
        "Connections outside a room, per address and node",
    )
    create_throttle_window: timedelta = variable(
        "CREATE_THROTTLE_TTL_MS", "600000", milliseconds(1, 86_400_000), "Window for rooms, in ms"
    )
    create_throttle_limit: int = variable(
        "CREATE_THROTTLE_LIMIT", "20", whole(1, 1_000_000), "Rooms opened in a window, per address"
    )
    miss_throttle_window: timedelta = variable(
        "MISS_THROTTLE_TTL_MS", "60000", milliseconds(1, 86_400_000), "Window for misses, in ms"
    )
    miss_throttle_limit: int = variable(
        "MISS_THROTTLE_LIMIT",
        "10",
        whole(1, 1_000_000),
        "Requests in a window for rooms that are not there, per address",
    )
    ping_interval: timedelta = variable(
        "PING_INTERVAL_MS", "10000", milliseconds(100, 600_000), "Time between pings, in ms"
    )
    ping_timeout: timedelta = variable(
        "PING_TIMEOUT_MS", "10000", milliseconds(100, 600_000), "Time to answer a ping in, in ms"
    )
    shutdown_timeout: timedelta = variable(
        "SHUTDOWN_TIMEOUT_MS", "10000", milliseconds(1, 600_000), "Time to stop in, in ms"
    )
    traces: bool = variable("TRACES", "false", TRACES, "Whether OpenTelemetry traces are exported")
    demo: bool = variable("DEMO", "true", TRUTH, "Whether the lobby is served at / and /lobby")
    metrics: bool = variable("METRICS", "true", TRUTH, "Whether /metrics is served, for Prometheus")
    metrics_token: str | None = optional(
        "METRICS_TOKEN", TOKEN, "What /metrics asks for as a bearer token; nothing unless it is set"
    )
    log_level: LogLevel = variable("LOG_LEVEL", "info", one_of(LogLevel), "Least level to log")
    log_format: LogFormat = variable(
        "LOG_FORMAT", "auto", one_of(LogFormat), "auto is console on a terminal, otherwise json"
    )

    @classmethod
    def load(
        cls, environ: Mapping[str, str] | None = None, dotenv: Path | None = Path(".env")
    ) -> Self:
        """Read the variables, `environ` (default: the process's) before the file `dotenv`.

        A variable that is empty counts as not set, an unknown one for nothing; white space
        around a value is dropped. Raises `InvalidSettings` with everything that is wrong.
        """
        found = DotEnv({}, []) if dotenv is None else read_dotenv(dotenv)
        given = set_in(found.values) | set_in(os.environ if environ is None else environ)
        values, wrong = read_given(cls, given)
        settings = cls(**values)
        at_odds = conflicts(settings, given.keys(), wrong.keys())
        if complaints := [*found.complaints, *wrong.values(), *at_odds]:
            raise InvalidSettings(complaints)
        return settings

    @property
    def uses_redis(self) -> bool:
        """Whether rooms are in Redis."""
        return self.redis_host is not None or self.redis_url is not None

    @property
    def keeps_rooms_outside(self) -> bool:
        """Whether rooms outlive this process; otherwise they are in its memory."""
        return self.uses_redis or self.store is not None

    @property
    def cautions(self) -> tuple[str, ...]:
        """What is allowed but hardly meant for more than a trial, a sentence each."""
        return tuple(cautions(self))
