"""What is told of a store's operations."""

import asyncio

import pytest

from adapters.measured_rooms import MeasuredRooms
from adapters.memory_rooms import MemoryRooms
from adapters.system_clock import SystemClock
from application.contract.changes import joining, nothing, toggle
from application.errors import Busy, RoomCodeTaken, StoreFull, StoreUnavailable
from application.ports import Change, RoomRepository
from domain.errors import NotHost, RoomNotFound
from domain.events import Events
from domain.room import Room
from tests.any_store import a_new_room
from tests.failing_store import Failing
from tests.fakes import CountingIds, FakeClock, NotedMetrics
from tests.rooms import CODE, a_room


@pytest.fixture
def metrics() -> NotedMetrics:
    return NotedMetrics()


@pytest.fixture
def rooms(metrics: NotedMetrics) -> MeasuredRooms:
    return measured(MemoryRooms(SystemClock(), CountingIds()), metrics)


def measured(
    rooms: RoomRepository, metrics: NotedMetrics, *, reports_commits: bool = False
) -> MeasuredRooms:
    return MeasuredRooms(rooms, metrics, reports_commits=reports_commits)


def by_a_guest(room: Room) -> Events:
    return room.toggle_lock(by=list(room.members)[-1])


async def test_rooms_are_as_without_measuring(rooms: MeasuredRooms) -> None:
    room = a_room()
    await rooms.add(room, ())
    assert await rooms.get(CODE) == room
    changed = (await rooms.update(CODE, toggle)).room
    assert changed.is_locked
    assert await rooms.revisions([CODE, "NOBODY"]) == {CODE: changed.revision}


async def test_each_operation_is_told_once_with_its_name(
    rooms: MeasuredRooms, metrics: NotedMetrics
) -> None:
    await rooms.add(a_room(), ())
    await rooms.get(CODE)
    await rooms.update(CODE, toggle)
    await rooms.revisions([CODE])
    assert metrics.operations == {
        ("add", "ok"): 1,
        ("get", "ok"): 1,
        ("update", "ok"): 1,
        ("revisions", "ok"): 1,
    }


@pytest.mark.parametrize(
    ("error", "result"),
    [
        (StoreUnavailable(), "SERVICE_UNAVAILABLE"),
        (StoreFull(), "SERVICE_UNAVAILABLE"),
        (Busy(), "BUSY"),
        (RoomNotFound(), "ROOM_NOT_FOUND"),
        (RoomCodeTaken(), "ROOM_CODE_TAKEN"),
        (ZeroDivisionError(), "UNKNOWN_ERROR"),
    ],
)
async def test_an_error_passes_and_is_told_by_its_code(
    metrics: NotedMetrics, error: Exception, result: str
) -> None:
    rooms = measured(Failing(error), metrics)
    for operation in (rooms.add(a_room(), ()), rooms.get(CODE), rooms.update(CODE, toggle)):
        with pytest.raises(type(error)) as told:
            await operation
        assert told.value is error
    assert metrics.operations == {(name, result): 1 for name in ("add", "get", "update")}


async def test_a_refusal_of_the_rules_is_a_result_too(
    rooms: MeasuredRooms, metrics: NotedMetrics
) -> None:
    await rooms.add(a_room(with_members=2), ())
    with pytest.raises(NotHost):
        await rooms.update(CODE, by_a_guest)
    assert metrics.operations["update", "NOT_HOST"] == 1


async def test_the_time_is_that_until_the_answer(metrics: NotedMetrics) -> None:
    class Slow(Failing):
        async def get(self, code: str) -> Room:
            await asyncio.sleep(1)
            return a_room()

    await measured(Slow(Busy()), metrics).get(CODE)
    assert 0.9 < metrics.seconds < 30


async def test_one_that_was_cancelled_is_not_told_of(metrics: NotedMetrics) -> None:
    class Silent(Failing):
        async def get(self, code: str) -> Room:
            return await asyncio.Event().wait() and a_room()

    asked = asyncio.ensure_future(measured(Silent(Busy()), metrics).get(CODE))
    await asyncio.sleep(0)
    asked.cancel()
    await asyncio.wait([asked])
    assert asked.cancelled()
    assert metrics.operations == {}


async def test_each_change_counts_as_a_commit_where_the_store_reports_none(
    rooms: MeasuredRooms, metrics: NotedMetrics
) -> None:
    room, events = a_new_room()
    await rooms.add(room, events)
    for change in (joining(), nothing, toggle):
        await rooms.update(room.code, change)
    with pytest.raises(NotHost):
        await rooms.update(room.code, by_a_guest)
    assert metrics.commits == {1: 3}


@pytest.mark.parametrize("change", [toggle, nothing])
async def test_no_commit_is_counted_where_the_store_does(
    metrics: NotedMetrics, change: Change
) -> None:
    store = MemoryRooms(FakeClock(), CountingIds())
    rooms = measured(store, metrics, reports_commits=True)
    await rooms.add(a_room(), ())
    await rooms.update(CODE, change)
    assert metrics.commits == {}
