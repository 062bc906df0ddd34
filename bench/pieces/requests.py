"""What every request costs beside its room: token, name, limits, log."""

import io
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from functools import partial

import structlog

from adapters.jwt_tokens import JwtTokens
from adapters.memory_rate_limits import MemoryRateLimits
from adapters.random_ids import RandomIds
from adapters.system_clock import SystemClock
from application.ports import Budget, Identity
from bench.pieces.piece import Piece
from domain.display_name import DisplayNameRule
from entrypoints.logs import LogFormat, LogLevel, configure_logs

SECRET = "a secret that is long enough for its algorithm"  # noqa: S105 - opens nothing

LINE = {"method": "POST", "route": "/rooms/{code}/join", "status": 200, "duration_ms": 1.42}


class Discarded(io.StringIO):
    """A file that keeps nothing."""

    def write(self, text: str) -> int:
        return len(text)


@asynccontextmanager
async def pieces() -> AsyncIterator[list[Piece]]:
    """Each as the container puts it together."""
    clock, ids = SystemClock(), RandomIds()
    tokens = JwtTokens(SECRET, clock, timedelta(hours=10), ids)
    who = Identity("KRTWXY", ids.new())
    names = DisplayNameRule(1, 30)
    limits = MemoryRateLimits(clock)
    budget = Budget(100, timedelta(milliseconds=1))  # so that it is hardly ever spent
    configure_logs(LogLevel.INFO, LogFormat.JSON, Discarded())
    log = structlog.stdlib.get_logger("bench")
    yield [
        Piece("issue a token", partial(tokens.issue, who)),
        Piece("verify a token", partial(tokens.verify, tokens.issue(who))),
        Piece("check a display name", partial(names.read, "Player 17")),
        Piece("check a display name in Hindi", partial(names.read, "नमस्ते दुनिया")),
        Piece("spend of a rate limit in memory", asked=partial(limits.spend, "192.0.2.1", budget)),
        Piece("log a request", partial(log.info, "request", **LINE)),
        Piece("do not log what is below the level", partial(log.debug, "request", **LINE)),
    ]
