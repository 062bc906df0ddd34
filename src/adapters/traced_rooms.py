"""Rooms in any store, with a span for what it is asked."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from application.commit import Committed
from application.errors import RoomCodeTaken, ServiceError
from application.ports import Change, RoomRepository, SpanKind, Tracer
from application.trace import trace_here
from domain.errors import RoomError
from domain.events import Events
from domain.room import Room

_SYSTEMS = {"postgres": "postgresql"}
"""What the semantic conventions call a store otherwise than we do."""


class TracedRooms(RoomRepository):
    """Another repository's rooms. A commit comes under the span of its change.

    A change that a node makes by itself, as when a connection was lost, begins a trace here. What
    it only asks for itself has no span: that comes again and again, above all in an outage.
    """

    def __init__(self, rooms: RoomRepository, tracer: Tracer, store: str) -> None:
        """`store` is the name that the store goes by."""
        self._rooms = rooms
        self._tracer = tracer
        self._system = _SYSTEMS.get(store, store)

    async def add(self, room: Room, events: Events) -> None:
        with self._asked("add", room.code):
            await self._rooms.add(room, events)

    async def get(self, code: str) -> Room:
        if not trace_here():
            return await self._rooms.get(code)
        with self._asked("get", code):
            return await self._rooms.get(code)

    async def revisions(self, codes: Sequence[str]) -> Mapping[str, str]:
        return await self._rooms.revisions(codes)

    async def update(self, code: str, change: Change) -> Committed:
        with self._asked("update", code):
            return await self._rooms.update(code, change)

    @contextmanager
    def _asked(self, operation: str, code: str) -> Iterator[None]:
        """That there is no such room, that its code is taken or that a rule refuses the change is
        an answer; everything else that is raised is a failure."""
        attributes = {
            "db.system.name": self._system,
            "db.operation.name": operation,
            "greenroom.room": code,
        }
        with self._tracer.span(f"{operation} room", SpanKind.CLIENT, attributes) as span:
            try:
                yield
            except (RoomError, RoomCodeTaken):
                raise
            except ServiceError as error:
                span.fail(error.code)
                raise
            except BaseException as error:
                span.fail(type(error).__name__)
                raise
