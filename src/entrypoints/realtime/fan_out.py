"""Telling the sockets of a room on this node what a commit means to them."""

from collections.abc import Collection

from application.commit import Commit
from application.ports import Attributes, Clock, SpanKind, Tracer
from domain.room import Room
from entrypoints.realtime.announcements import announcements
from entrypoints.realtime.feed_metrics import FeedMetrics
from entrypoints.realtime.session import Session
from entrypoints.realtime.spans import ROOM, SOCKETS, VERSION


class FanOut:
    """Counts what is told and how late that is, and records it in the trace of the commit.

    Whatever is done for each recipient is done here, and nothing is counted for each.
    """

    def __init__(self, metrics: FeedMetrics, tracer: Tracer, clock: Clock) -> None:
        self._metrics = metrics
        self._tracer = tracer
        self._clock = clock

    def tell(
        self, commit: Commit, before: Room, after: Room, sessions: Collection[Session]
    ) -> None:
        """Tell these sessions of the commit that led from one room to the other."""
        self._metrics.lagged((self._clock.now() - commit.at).total_seconds())
        if not commit.trace:
            self._tell(commit, before, after, sessions)
            return
        told: Attributes = {ROOM: commit.code, VERSION: commit.version, SOCKETS: len(sessions)}
        with self._tracer.span("fan-out", SpanKind.CONSUMER, told, commit.trace):
            self._tell(commit, before, after, sessions)

    def _tell(
        self, commit: Commit, before: Room, after: Room, sessions: Collection[Session]
    ) -> None:
        for announcement in announcements(commit.events, before, after):
            self._metrics.announced(announcement.event)
            for session in tuple(sessions):  # an announcement may send some away
                if announcement.is_for(session.who.user_id, session.socket_id):
                    session.hear(commit, announcement)
