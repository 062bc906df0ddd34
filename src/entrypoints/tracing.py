"""What is recorded of a node's work, where traces are switched on."""

from importlib.metadata import version

from adapters.no_tracer import NoTracer
from adapters.traced_rooms import TracedRooms
from application.ports import RoomRepository, Tracer
from application.store import Store


def tracer(is_on: bool) -> Tracer:
    """The tracer of one node. OpenTelemetry is imported only if it is wanted."""
    if not is_on:
        return NoTracer()
    from adapters.opentelemetry_export import exporting_tracer

    return exporting_tracer(version("greenroom"))


def traced(rooms: RoomRepository, store: Store, tracer: Tracer, is_on: bool) -> RoomRepository:
    """These rooms of the store, with spans if they are wanted."""
    return TracedRooms(rooms, tracer, store.name) if is_on else rooms
