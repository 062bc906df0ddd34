"""A user in a room, for as long as the room or the block lasts."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from types import TracebackType
from typing import Self

import msgspec

from greenroom_client.commands import Close, Command, Kick, Leave, ToggleLock, TransferHost
from greenroom_client.connection import Connection, Way
from greenroom_client.decoding import refusal_in
from greenroom_client.endings import Ended, EndReason
from greenroom_client.errors import AnswerLost, NotConnected, Refused, RoomEnded
from greenroom_client.events import Event
from greenroom_client.knowledge import Knowledge
from greenroom_client.seat import Seat
from greenroom_client.state import RoomState


class RoomSession:
    """Use: `async with greenroom.enter(seat) as room:`, once.

    Entering raises `Refused`, `ConnectionFailed`, `NotUnderstood` or `RoomEnded`. From then on a
    connection that is lost is made anew, with the newest token, until the room ends. Leaving the
    block ends the connection and nothing else: the user stays a member.
    """

    def __init__(self, way: Way, seat: Seat, backlog: int) -> None:
        self._known = Knowledge(seat, backlog)
        self._connection = Connection(way, self._known)
        self._patience = way.timeouts.command
        self._is_used = False

    async def __aenter__(self) -> Self:
        if self._is_used:
            raise RuntimeError("A room is entered once with each enter().")
        self._is_used = True
        await self._connection.start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._known.end(EndReason.STOPPED, "The client has ended the connection.")
        await self._connection.stop()

    @property
    def state(self) -> RoomState:
        """The room as of the last event that came, which may still wait to be read."""
        if self._known.state is None:
            raise RuntimeError("The room is not entered.")
        return self._known.state

    @property
    def seat(self) -> Seat:
        """The seat with the newest token: the one to keep."""
        return self._known.seat

    @property
    def is_connected(self) -> bool:
        """Whether commands can be sent at the moment."""
        return self._connection.is_open and self._known.ended is None

    @property
    def ended(self) -> Ended | None:
        """Why the room is over for this client; None as long as it is not."""
        return self._known.ended

    def events(self) -> AsyncIterator[Event]:
        """What happens, in order, from the first `StateReplaced` to the end of the room.

        Who stops and asks again goes on where it stopped. One reads at a time. Where the room
        has ended because something failed, that is raised in the end.
        """
        return self._known.mailbox

    async def toggle_lock(self) -> None:
        """Lock the room, or unlock it. The host's alone, as all below but `leave`.

        Each command returns when the server has carried it out; its event comes before or
        after. Raises `Refused`, `NotConnected`, `AnswerLost` (unknown whether it was done) or
        `RoomEnded`.
        """
        await self._command(ToggleLock())

    async def kick(self, user_id: str) -> None:
        """Send a member away."""
        await self._command(Kick(user_id))

    async def transfer_host(self, user_id: str) -> None:
        """Make another member the host."""
        await self._command(TransferHost(user_id))

    async def close(self) -> None:
        """Close the room for all. Returns when it has ended here, too."""
        await self._command(Close())
        await self._end_comes()

    async def leave(self) -> None:
        """Be a member no more. Returns when the room has ended for this client."""
        self._known.is_leaving = True
        try:
            await self._command(Leave())
        except (Refused, NotConnected):
            self._known.is_leaving = False
            raise
        await self._end_comes()

    async def _command(self, command: Command) -> None:
        if self._known.ended is not None:
            raise RoomEnded(self._known.ended)
        payload = [msgspec.to_builtins(command)] if command.__struct_fields__ else []
        try:
            async with asyncio.timeout(self._patience):
                answer = await self._connection.call(command.name, *payload)
        except TimeoutError:
            raise AnswerLost(f"{command.name}: no answer within {self._patience:g} s.") from None
        if (refusal := refusal_in(answer)) is not None:
            raise refusal

    async def _end_comes(self) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(self._patience):
                await self._known.over.wait()
