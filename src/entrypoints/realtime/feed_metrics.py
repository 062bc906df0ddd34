"""What is counted of rooms that have sockets here: what they hear, how late, and what they miss."""

from prometheus_client import CollectorRegistry, Counter, Histogram

from entrypoints.buckets import LAGS
from entrypoints.realtime.messages.outgoing import OUTGOING, RoomFault, RoomState, UserToken

TO_ONE = {RoomState, RoomFault, UserToken}
"""What single sockets are told, and not a room."""


class FeedMetrics:
    """Counts announcements, once for each room and not for each socket."""

    def __init__(self, registry: CollectorRegistry) -> None:
        events = Counter(
            "greenroom_events",
            "Announcements to the sockets of a room on this node.",
            ["event"],
            registry=registry,
        )
        self._events = {
            kind.event: events.labels(kind.event) for kind in OUTGOING if kind not in TO_ONE
        }
        self._lag = Histogram(
            "greenroom_feed_lag_seconds",
            "Time from a commit to its announcement, by the store's clock.",
            buckets=LAGS,
            registry=registry,
        )
        self._interruptions = Counter(
            "greenroom_feed_interruptions",
            "Times that a room's feed may have left something out.",
            registry=registry,
        )
        self._resynchronisations = Counter(
            "greenroom_resynchronisations",
            "Rooms that were loaded and shown afresh because something was missed.",
            registry=registry,
        )

    def announced(self, event: str | None) -> None:
        """Count an event that a room's sockets hear; nothing, where there is none to hear."""
        if event is not None:
            self._events[event].inc()

    def lagged(self, seconds: float) -> None:
        """Count a commit that is announced so long after it was made. A clock that lags behind
        the store's makes nothing early."""
        self._lag.observe(max(seconds, 0))

    def interrupted(self) -> None:
        """Count a feed that may have left something out."""
        self._interruptions.inc()

    def resynchronised(self) -> None:
        """Count a room that is shown afresh."""
        self._resynchronisations.inc()
