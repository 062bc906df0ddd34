"""A command, and what comes of it for what the players know of each other."""

from greenroom_bots.record import Record
from greenroom_bots.scene import Scene
from greenroom_bots.script import Act, Deed
from greenroom_client import (
    AnswerLost,
    Code,
    ConnectionFailed,
    NotUnderstood,
    Refused,
    RoomEnded,
    RoomSession,
)

OK, UNKNOWN, UNSENT = "ok", "unknown", "unsent"
"""Results, beside the codes of refusals."""

OPEN = (UNKNOWN, Code.SERVICE_UNAVAILABLE)
"""Results that leave it open whether something was done."""


class Asking:
    """Commands in one room."""

    def __init__(self, record: Record, scene: Scene) -> None:
        self._record = record
        self._scene = scene

    async def carry_out(self, session: RoomSession, deed: Deed, who: str) -> None:
        """Ask for it, in the name of the member `who`, and note what comes of it."""
        target = deed.user_id if deed.act is Act.KICK else who
        if deed.act in (Act.KICK, Act.LEAVE):
            self._record.goes(target)
        result = UNKNOWN
        try:
            with self._record.acting():
                result = await self._result(session, deed)
        finally:
            self._scene.tally.command(deed.act, result)
            self._conclude(deed.act, target, result)

    async def _result(self, session: RoomSession, deed: Deed) -> str:
        try:
            await _ask(session, deed)
        except Refused as refused:
            if refused.code == Code.UNKNOWN_ERROR:
                self._find(f"{deed.act} was answered with a fault of the server, {refused}")
            return refused.code
        except AnswerLost:
            return UNKNOWN
        except (ConnectionFailed, RoomEnded):
            return UNSENT
        except NotUnderstood as error:
            self._find(f"the answer to {deed.act} makes no sense: {error}")
            return UNKNOWN
        return OK

    def _conclude(self, act: Act, target: str, result: str) -> None:
        record = self._record
        if act is Act.TOGGLE_LOCK:
            if result == OK:
                record.lock.toggled()
            elif result in OPEN:
                record.lock.unknown()
        elif act in (Act.KICK, Act.LEAVE):
            if result == OK:
                record.gone(target)
            elif result not in (*OPEN, Code.MEMBER_NOT_FOUND, Code.ROOM_NOT_FOUND):
                record.stays(target)

    def _find(self, what: str) -> None:
        self._scene.findings.add(self._record.code, what)


async def _ask(session: RoomSession, deed: Deed) -> None:
    match deed.act:
        case Act.TOGGLE_LOCK:
            await session.toggle_lock()
        case Act.HAND_OVER:
            await session.transfer_host(deed.user_id)
        case Act.KICK:
            await session.kick(deed.user_id)
        case Act.LEAVE:
            await session.leave()
        case Act.CLOSE:
            await session.close()
