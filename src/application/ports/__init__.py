"""The ports: what the use cases need of the world. Adapters inherit them explicitly."""

from application.ports.backoff import Backoff
from application.ports.clock import Clock
from application.ports.health import Health
from application.ports.ids import Ids
from application.ports.leases import Leases
from application.ports.rate_limits import Allowance, Budget, RateLimits, Spent
from application.ports.room_codes import RoomCodes
from application.ports.room_directory import RoomDirectory
from application.ports.room_feed import RoomFeed
from application.ports.room_repository import Change, RoomRepository
from application.ports.store_metrics import StoreMetrics
from application.ports.tokens import Identity, Lifetime, Tokens
from application.ports.tracer import Attributes, Span, SpanKind, Tracer

__all__ = [
    "Allowance",
    "Attributes",
    "Backoff",
    "Budget",
    "Change",
    "Clock",
    "Health",
    "Identity",
    "Ids",
    "Leases",
    "Lifetime",
    "RateLimits",
    "RoomCodes",
    "RoomDirectory",
    "RoomFeed",
    "RoomRepository",
    "Span",
    "SpanKind",
    "Spent",
    "StoreMetrics",
    "Tokens",
    "Tracer",
]
