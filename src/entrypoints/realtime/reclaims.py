"""Sockets that are alive while the store takes them for gone, until one of the two changes."""

import asyncio

import structlog

from application.background import background
from application.deadline import answer_by
from application.errors import ServiceError
from application.ports import Backoff
from application.reclaim_member import ReclaimMember
from application.residence import Residence
from domain.errors import MemberNotFound, RoomNotFound, SessionReplaced
from entrypoints.realtime.announcements import Announcement, no_member, replaced
from entrypoints.realtime.departures import Departures
from entrypoints.realtime.session import Phase, Session

log = structlog.stdlib.get_logger(__name__)

AT_ONCE = 64
"""Sockets that are reclaimed at the same time: a node that was frozen may have thousands."""


class Reclaims:
    """Commits that a socket is still there, and tries again while the store does not answer.

    Nobody stays both alive and offline: a socket that can't be reclaimed is sent away.
    """

    def __init__(
        self,
        reclaim: ReclaimMember,
        residence: Residence,
        departures: Departures,
        backoff: Backoff,
        patience: float,
    ) -> None:
        self._reclaim = reclaim
        self._residence = residence
        self._departures = departures
        self._backoff = backoff
        self._patience = patience
        self._turns = asyncio.Semaphore(AT_ONCE)
        self._wanted: set[Session] = set()
        self._under_way: dict[Session, asyncio.Task[None]] = {}

    def add(self, session: Session) -> None:
        """See to it that the store hears that this socket is there, as of now."""
        if session.phase is not Phase.INSIDE:
            return
        session.was_reclaimed = True
        self._wanted.add(session)
        if session not in self._under_way:
            self._under_way[session] = background(self._see_to(session))

    async def finish(self) -> None:
        """Returns when nobody is being reclaimed."""
        while self._under_way:
            await asyncio.wait(self._under_way.values())

    async def _see_to(self, session: Session) -> None:
        code = session.who.room_code
        self._residence.enter(code)
        try:
            await self._insist(session)
        finally:
            del self._under_way[session]
            self._wanted.discard(session)
            if session.phase is Phase.INSIDE:
                self._residence.leave(code)
            else:  # it went meanwhile, and its departure may have come first
                self._departures.add(session.who, session.socket_id)

    async def _insist(self, session: Session) -> None:
        attempt = 0
        while session in self._wanted and session.phase is Phase.INSIDE:
            self._wanted.discard(session)
            async with self._turns:
                is_settled = await self._is_settled(session)
            if not is_settled:
                self._wanted.add(session)
                await asyncio.sleep(self._backoff.pause(attempt))
                attempt += 1

    async def _is_settled(self, session: Session) -> bool:
        who = session.who
        due = asyncio.get_running_loop().time() + self._patience
        try:
            with answer_by(due):
                async with asyncio.timeout_at(due):
                    await self._reclaim(who, session.room_id, session.socket_id)
        except (ServiceError, TimeoutError):
            return False
        except SessionReplaced:
            _send_away(session, replaced(who.user_id, None))
        except MemberNotFound:
            _send_away(session, no_member(who.user_id))
        except RoomNotFound:
            return True  # the room's sockets are told how it ended
        except Exception:
            log.exception("reclaiming failed", room=who.room_code, user=who.user_id)
            session.transport.hang_up()
        else:
            log.info("reclaimed", room=who.room_code, user=who.user_id)
        return True


def _send_away(session: Session, last: Announcement) -> None:
    if session.phase is Phase.INSIDE:
        session.send_away(last)
