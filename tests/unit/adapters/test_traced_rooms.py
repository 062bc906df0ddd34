"""Rooms with a span for what the store is asked."""

import pytest
from opentelemetry.trace import SpanKind as Kind
from opentelemetry.trace import StatusCode

from adapters.memory_rooms import MemoryRooms
from adapters.traced_rooms import TracedRooms
from application.errors import Busy, RoomCodeTaken, StoreUnavailable
from application.ports import SpanKind
from domain.errors import RoomNotFound
from domain.events import Events
from domain.room import Room
from tests.commits import next_commit
from tests.failing_store import Failing
from tests.fakes import CountingIds, FakeClock
from tests.rooms import ADA, BEN, CODE, a_room
from tests.traces import Recorder, above, id_of, trace_of


def toggle(room: Room) -> Events:
    return room.toggle_lock(by=ADA)


class Stored:
    """One room in memory, looked at through traces."""

    def __init__(self, store: str = "memory") -> None:
        self.recorder = Recorder()
        self.memory = MemoryRooms(FakeClock(), CountingIds())
        self.rooms = TracedRooms(self.memory, self.recorder.tracer, store)


@pytest.fixture
async def stored() -> Stored:
    stored = Stored()
    await stored.memory.add(a_room(), ())
    return stored


async def test_what_is_asked_is_answered(stored: Stored) -> None:
    committed = await stored.rooms.update(CODE, toggle)
    assert committed.room.is_locked
    assert await stored.rooms.get(CODE) == committed.room == await stored.memory.get(CODE)
    assert await stored.rooms.revisions([CODE]) == {CODE: committed.room.revision}
    await stored.rooms.add(a_room(code="OTHER"), ())
    assert (await stored.memory.get("OTHER")).code == "OTHER"


async def test_each_question_about_a_room_has_a_span(stored: Stored) -> None:
    with stored.recorder.tracer.span("request", SpanKind.SERVER, {}):
        await stored.rooms.get(CODE)
        await stored.rooms.update(CODE, toggle)
        await stored.rooms.add(a_room(code="OTHER"), ())
    assert stored.recorder.names == ["get room", "update room", "add room", "request"]
    recorded = stored.recorder.only("update room")
    assert recorded.kind is Kind.CLIENT
    assert recorded.attributes == {
        "db.system.name": "memory",
        "db.operation.name": "update",
        "greenroom.room": CODE,
    }


async def test_what_a_node_asks_for_itself_has_none(stored: Stored) -> None:
    await stored.rooms.revisions([CODE])
    await stored.rooms.get(CODE)
    assert stored.recorder.names == []


async def test_postgresql_goes_by_its_own_name() -> None:
    stored = Stored("postgres")
    await stored.rooms.add(a_room(), ())
    attributes = stored.recorder.only("add room").attributes
    assert attributes is not None
    assert attributes["db.system.name"] == "postgresql"


async def test_a_change_comes_under_what_asked_for_it_and_its_commit_under_the_change(
    stored: Stored,
) -> None:
    async with stored.memory.follow(CODE) as feed:
        with stored.recorder.tracer.span("command", SpanKind.SERVER, {}):
            await stored.rooms.update(CODE, toggle)
        commit = await next_commit(feed)
    update = stored.recorder.only("update room")
    assert above(update) == id_of(stored.recorder.only("command"))
    assert commit.trace == trace_of(update)


async def test_what_nobody_asked_for_begins_a_trace_with_its_change(stored: Stored) -> None:
    async with stored.memory.follow(CODE) as feed:
        await stored.rooms.update(CODE, toggle)
        commit = await next_commit(feed)
    update = stored.recorder.only("update room")
    assert above(update) == ""
    assert commit.trace == trace_of(update)


async def test_a_refusal_is_no_failure(stored: Stored) -> None:
    with pytest.raises(RoomNotFound):
        await stored.rooms.update("NOBODYS", toggle)
    with pytest.raises(RoomCodeTaken):
        await stored.rooms.add(a_room(), ())
    assert stored.recorder.names == ["update room", "add room"]
    for span in stored.recorder.spans:
        assert span.status.status_code is StatusCode.UNSET


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (StoreUnavailable(), "SERVICE_UNAVAILABLE"),
        (Busy(), "BUSY"),
        (ZeroDivisionError("of Ada's"), "ZeroDivisionError"),
    ],
    ids=repr,
)
async def test_a_store_that_does_not_answer_is_a_failure(error: Exception, told: str) -> None:
    recorder = Recorder()
    rooms = TracedRooms(Failing(error), recorder.tracer, "redis")
    with pytest.raises(type(error)):
        await rooms.update(CODE, lambda room: room.leave(BEN))
    recorded = recorder.only("update room")
    assert recorded.status.status_code is StatusCode.ERROR
    assert recorded.attributes is not None
    assert recorded.attributes["error.type"] == told
    assert "Ada" not in recorded.to_json()
