"""What a socket may ask: the events of the seed document, section "Incoming"."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Annotated, Any, NamedTuple

import msgspec
import structlog
from structlog.contextvars import bound_contextvars

from application.close_room import CloseRoom
from application.deadline import answer_by
from application.kick_member import KickMember
from application.leave_room import LeaveRoom
from application.ports import Identity
from application.toggle_lock import ToggleLock
from application.transfer_host import TransferHost
from entrypoints.one_line import one_line
from entrypoints.realtime.inbox import Command
from entrypoints.realtime.refusals import UNAVAILABLE, Refusal, invalid, refusal_of

log = structlog.stdlib.get_logger(__name__)

SHOWN = 40
"""Characters of an event's name that a message or log line repeats."""

UserId = Annotated[str, msgspec.Meta(min_length=1, max_length=128)]


class Nothing(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The payload of a command that needs none: missing, null or an empty object."""


class Kick(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="camel"):
    """Payload of `room:kick`."""

    kick_user_id: UserId


class Transfer(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="camel"):
    """Payload of `room:transfer_host`."""

    new_host_id: UserId


class _Entry(NamedTuple):
    payload: type[msgspec.Struct]
    run: Callable[[Identity, Any], Awaitable[None]]


class Commands:
    """The one list of events that a client may send, each with its payload and use case."""

    def __init__(
        self,
        close: CloseRoom,
        leave: LeaveRoom,
        kick: KickMember,
        toggle_lock: ToggleLock,
        transfer_host: TransferHost,
    ) -> None:
        self._entries = {
            "room:close": _Entry(Nothing, lambda who, _: close(who)),
            "room:leave": _Entry(Nothing, lambda who, _: leave(who)),
            "room:kick": _Entry(Kick, lambda who, to: kick(who, to.kick_user_id)),
            "room:toggle_lock": _Entry(Nothing, lambda who, _: toggle_lock(who)),
            "room:transfer_host": _Entry(
                Transfer, lambda who, to: transfer_host(who, to.new_host_id)
            ),
        }

    async def perform(self, who: Identity, command: Command) -> Refusal | None:
        """Carry out a command. Returns None when it is done, or why it is not.

        Never raises. It is answered by `command.due`; one that is still undone then is
        refused, and not done later.
        """
        with bound_contextvars(correlation=command.id, room=who.room_code, user=who.user_id):
            refusal = await self._perform(who, command)
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
    if payload is None and entry.payload is Nothing:
        return {}
    return payload
