"""The rooms that this node hosts."""

import asyncio

from application.ports import Backoff, Clock, RoomFeed, RoomRepository, Tracer
from entrypoints.realtime.comparison import Comparison
from entrypoints.realtime.fan_out import FanOut
from entrypoints.realtime.feed_metrics import FeedMetrics
from entrypoints.realtime.hosted_room import HostedRoom
from entrypoints.realtime.session import Session


class Relay:
    """Follows a room from its first socket on this node until its last one is gone."""

    def __init__(
        self,
        rooms: RoomRepository,
        feed: RoomFeed,
        backoff: Backoff,
        clock: Clock,
        metrics: FeedMetrics,
        tracer: Tracer,
    ) -> None:
        self._rooms = rooms
        self._feed = feed
        self._backoff = backoff
        self._clock = clock
        self._metrics = metrics
        self._fan_out = FanOut(metrics, tracer, clock)
        self._hosted: dict[str, HostedRoom] = {}
        self._comparison = Comparison(rooms, backoff)

    async def host(self, session: Session) -> HostedRoom:
        """Follow the session's room; from now on the session hears of it.

        Returns once the subscription is in force. Raises `StoreUnavailable`. Whatever comes
        of it, `drop` ends it.
        """
        code = session.who.room_code
        room = self._hosted.get(code)
        if room is None:
            room = HostedRoom(
                code,
                self._rooms,
                self._feed,
                self._backoff,
                self._clock,
                self._metrics,
                self._fan_out,
            )
            self._hosted[code] = room
            self._comparison.add(room)
        room.sessions.add(session)
        await asyncio.shield(room.following)
        return room

    def drop(self, session: Session) -> None:
        """The session hears no more. Its room is followed while another one is there."""
        code = session.who.room_code
        room = self._hosted.get(code)
        if room is None or session not in room.sessions:
            return
        room.sessions.discard(session)
        if not room.sessions:
            del self._hosted[code]
            self._comparison.discard(room)
            room.stop()

    @property
    def hosted(self) -> int:
        """How many rooms have sockets on this node."""
        return len(self._hosted)
