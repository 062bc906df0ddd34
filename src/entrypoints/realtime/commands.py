"""What a socket may ask: the events of the seed document, section "Incoming"."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, NamedTuple

import msgspec
import structlog
from structlog.contextvars import bound_contextvars

from application.close_room import CloseRoom
from application.deadline import answer_by
from application.kick_member import KickMember
from application.leave_room import LeaveRoom
from application.ports import Identity, SpanKind, Tracer
from application.toggle_lock import ToggleLock
from application.transfer_host import TransferHost
from entrypoints.one_line import one_line
from entrypoints.realtime.inbox import Command
from entrypoints.realtime.messages import incoming
from entrypoints.realtime.messages.incoming import INCOMING, Incoming
from entrypoints.realtime.refusals import UNAVAILABLE, Refusal, invalid, refusal_of
from entrypoints.realtime.spans import ROOM, USER, end_of

log = structlog.stdlib.get_logger(__name__)

SHOWN = 40
"""Characters of an event's name that a message or log line repeats."""

UNKNOWN = "unknown"
"""What an event that is not on the list is called where nothing of the client's may stand."""

Run = Callable[[Identity, Any], Awaitable[None]]


class _Entry(NamedTuple):
    payload: type[Incoming]
    run: Run


class Commands:
    """The use case of every event that a client may send."""

    def __init__(
        self,
        close: CloseRoom,
        leave: LeaveRoom,
        kick: KickMember,
        toggle_lock: ToggleLock,
        transfer_host: TransferHost,
        tracer: Tracer,
    ) -> None:
        self._tracer = tracer
        runs: dict[type[Incoming], Run] = {
            incoming.Close: lambda who, _: close(who),
            incoming.Leave: lambda who, _: leave(who),
            incoming.Kick: lambda who, to: kick(who, to.kick_user_id),
            incoming.ToggleLock: lambda who, _: toggle_lock(who),
            incoming.TransferHost: lambda who, to: transfer_host(who, to.new_host_id),
        }
        self._entries = {kind.event: _Entry(kind, runs[kind]) for kind in INCOMING}

    async def perform(self, who: Identity, command: Command) -> Refusal | None:
        """Carry out a command. Returns None when it is done, or why it is not.

        Never raises. It is answered by `command.due`; one that is still undone then is
        refused, and not done later.
        """
        name = command.name if command.name in self._entries else UNKNOWN
        whose = {ROOM: who.room_code, USER: who.user_id}
        with (
            bound_contextvars(correlation=command.id, room=who.room_code, user=who.user_id),
            self._tracer.span(name, SpanKind.SERVER, whose) as span,
        ):
            refusal = await self._perform(who, command)
            end_of(span, refusal)
            if refusal is None:
                log.debug("command", name=command.name)
            else:
                log.info("command refused", name=command.name[:SHOWN], code=refusal.code)
        return refusal

    async def _perform(self, who: Identity, command: Command) -> Refusal | None:
        entry = self._entries.get(command.name)
        if entry is None:
            return invalid(f"There is no event {command.name[:SHOWN]!r}.")
        if asyncio.get_running_loop().time() >= command.due:
            return UNAVAILABLE
        try:
            payload = msgspec.convert(_payload(command.arguments, entry), entry.payload)
            with answer_by(command.due):
                async with asyncio.timeout_at(command.due):
                    await entry.run(who, payload)
        except msgspec.ValidationError as error:
            return invalid(f"{command.name}: {one_line(str(error))}.")
        except UnicodeError:  # half of a surrogate pair, which JSON can spell
            return invalid(f"{command.name}: Expected Unicode text.")
        except Exception as error:
            return refusal_of(error)
        return None


def _payload(arguments: list[object], entry: _Entry) -> object:
    if len(arguments) > 1:
        raise msgspec.ValidationError(f"Expected one payload, got {len(arguments)}")
    payload = arguments[0] if arguments else None
    if payload is None and not entry.payload.__struct_fields__:
        return {}
    return payload
