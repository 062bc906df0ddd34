"""A connection that is lost is made anew, and the room goes on from there."""

import asyncio

import pytest
from aiohttp import ClientSession

from bench.balancer import balancing
from greenroom_client import (
    AnswerLost,
    ConnectionLost,
    ConnectionRestored,
    EndReason,
    Greenroom,
    LockToggled,
    MemberLeft,
    NotConnected,
    RoomEnded,
    StateReplaced,
    Timeouts,
    Transport,
)
from greenroom_client.events import RoomClosed
from greenroom_client.link import new_session
from tests.cable import a_cable
from tests.nodes import Node, on_store, running_node
from tests.reading import near_and_far, no_tasks_but, on_a_cable, rest, soon, together, until, why
from tests.servers import ValkeyServer


async def test_a_lost_connection_is_restored_with_the_state_of_the_room(node: Node) -> None:
    async with on_a_cable(node) as (cable, ada):
        await until(ada, StateReplaced)
        cable.cut()
        await until(ada, ConnectionLost)
        assert not ada.is_connected
        assert isinstance(await anext(ada.events()), ConnectionRestored)
        assert isinstance(await anext(ada.events()), StateReplaced)
        await ada.toggle_lock()
        assert isinstance(await anext(ada.events()), LockToggled)


async def test_what_happened_meanwhile_is_in_the_state(node: Node) -> None:
    async with near_and_far(node) as (cable, ada, ben):
        cable.hold()
        cable.cut()
        await until(ben, ConnectionLost)
        await ada.toggle_lock()
        cable.release()
        state = await until(ben, StateReplaced)
        assert state.room.is_locked
        assert ben.state.is_locked


async def test_a_client_comes_back_when_a_node_that_was_killed_does(valkey: ValkeyServer) -> None:
    async with (
        running_node(on_store(valkey.url)) as node,
        Greenroom(node.url) as greenroom,
        together(greenroom, "Ada", "Ben") as (ada, ben),
    ):
        await asyncio.to_thread(node.kill)
        await asyncio.to_thread(node.start)
        for room in (ada, ben):
            await until(room, ConnectionRestored)
            await until(room, StateReplaced)
        await ada.kick(ben.seat.user_id)
        await rest(ben)


async def test_a_client_comes_back_through_another_node(valkey: ValkeyServer) -> None:
    settings = on_store(valkey.url)
    async with running_node(settings) as one, running_node(settings) as other:
        ports = [int(node.url.rpartition(":")[2]) for node in (one, other)]
        async with (
            balancing(ports) as (url, _),
            Greenroom(url) as greenroom,
            together(greenroom, "Ada", "Ben") as rooms,
        ):
            await asyncio.to_thread(one.stop)
            await soon(lambda: all(room.is_connected for room in rooms))
            before = [list(room.state.members) for room in rooms]
            await rooms[0].toggle_lock()
            await soon(lambda: all(room.state.is_locked for room in rooms))
            assert [list(room.state.members) for room in rooms] == before
            assert before[0] == before[1] == [room.seat.user_id for room in rooms]


async def test_nothing_is_sent_while_there_is_no_connection(node: Node) -> None:
    async with on_a_cable(node) as (cable, ada):
        cable.hold()
        cable.cut()
        await until(ada, ConnectionLost)
        with pytest.raises(NotConnected, match="room:toggle_lock"):
            await ada.toggle_lock()
        cable.release()
        await until(ada, ConnectionRestored)
        await ada.toggle_lock()
        assert (await until(ada, LockToggled)).is_locked


async def test_a_command_whose_answer_is_lost_may_have_been_done(node: Node) -> None:
    async with on_a_cable(node) as (cable, ada):
        cable.hold()
        asking = asyncio.create_task(ada.toggle_lock())
        await asyncio.sleep(0.1)
        cable.cut()
        with pytest.raises(AnswerLost, match="room:toggle_lock"):
            await asking
        cable.release()


async def test_a_command_is_not_waited_for_for_ever(node: Node) -> None:
    async with on_a_cable(node, timeouts=Timeouts(command=1.0)) as (cable, ada):
        cable.hold()
        with pytest.raises(AnswerLost, match="no answer within 1 s"):
            await ada.toggle_lock()
        cable.release()


async def test_nothing_is_left_of_a_client_that_goes_while_it_comes_back(node: Node) -> None:
    before = asyncio.all_tasks()
    async with on_a_cable(node) as (cable, ada):
        cable.hold()
        cable.cut()
        await until(ada, ConnectionLost)
    assert why(ada) is EndReason.STOPPED
    await no_tasks_but(before)


@pytest.mark.parametrize("transport", ["websocket", "polling", "upgrade"])
async def test_nothing_is_left_of_a_client_whose_goodbye_nobody_hears(
    node: Node, transport: Transport
) -> None:
    async with a_cable(node.url) as cable:
        greenroom = Greenroom(cable.url, transport=transport)
        async with greenroom, together(greenroom, "Ada"):
            assert len(loops_of_the_library()) == 2
            cable.hold()
        assert loops_of_the_library() == []


def loops_of_the_library() -> list[str]:
    """The tasks that read and write for connections."""
    names = (str(task.get_coro()) for task in asyncio.all_tasks())
    return [name for name in names if "_loop" in name]


async def test_one_may_say_how_long_to_try_to_come_back(node: Node) -> None:
    async with on_a_cable(node, timeouts=Timeouts(away=1.0)) as (cable, ada):
        cable.hold()
        cable.cut()
        assert isinstance((await rest(ada))[-1], ConnectionLost)
        assert why(ada) is EndReason.CONNECTION_LOST
        with pytest.raises(RoomEnded):
            await ada.toggle_lock()


async def test_one_who_was_kicked_meanwhile_does_not_come_back(node: Node) -> None:
    async with near_and_far(node) as (cable, ada, ben):
        cable.hold()
        cable.cut()
        await until(ben, ConnectionLost)
        await ada.kick(ben.seat.user_id)
        cable.release()
        await rest(ben)
        assert why(ben) is EndReason.REMOVED


async def test_one_who_could_not_say_that_it_leaves_has_not_left(node: Node) -> None:
    async with near_and_far(node) as (cable, ada, ben):
        cable.hold()
        cable.cut()
        await until(ben, ConnectionLost)
        with pytest.raises(NotConnected):
            await ben.leave()
        await ada.kick(ben.seat.user_id)
        cable.release()
        await rest(ben)
        assert why(ben) is EndReason.REMOVED


async def test_one_who_did_not_hear_that_it_has_left_learns_it_when_it_comes_back(
    node: Node,
) -> None:
    async with near_and_far(node) as (cable, ada, ben):
        cable.loses_answers = True
        leaving = asyncio.create_task(ben.leave())
        await until(ada, MemberLeft)
        cable.loses_answers = False
        cable.cut()
        with pytest.raises(AnswerLost):
            await leaving
        await rest(ben)
        assert why(ben) is EndReason.LEFT


async def test_one_who_asked_to_leave_in_vain_is_still_in(node: Node) -> None:
    async with near_and_far(node) as (cable, ada, ben):
        cable.hold()
        leaving = asyncio.create_task(ben.leave())
        await asyncio.sleep(0.1)
        cable.cut()
        with pytest.raises(AnswerLost):
            await leaving
        cable.release()
        await until(ben, ConnectionRestored)
        assert len(ada.state.members) == 2
        await ben.leave()
        assert why(ben) is EndReason.LEFT


async def test_a_client_that_can_not_go_on_tells_its_reader_why(node: Node) -> None:
    sessions = iter([new_session, new_session])
    async with a_cable(node.url) as cable:
        greenroom = Greenroom(cable.url, open_session=lambda: next(sessions, no_session)())
        async with greenroom, together(greenroom, "Ada") as (ada,):
            cable.cut()
            with pytest.raises(OSError, match="too many open files"):
                await rest(ada)
            assert why(ada) is EndReason.FAILED


def no_session() -> ClientSession:
    raise OSError("too many open files")


async def test_a_room_that_was_closed_meanwhile_is_gone(node: Node) -> None:
    async with near_and_far(node) as (cable, ada, ben):
        cable.hold()
        cable.cut()
        await until(ben, ConnectionLost)
        await ada.close()
        cable.release()
        await rest(ben)
        assert why(ben) is EndReason.GONE


async def test_one_who_comes_back_too_often_waits_until_it_may() -> None:
    limits = {"CONNECT_LIMIT": "1", "THROTTLE_TTL_MS": "4000"}
    async with running_node(limits) as node, on_a_cable(node) as (cable, ada):
        cable.cut()
        await until(ada, ConnectionRestored)
        assert cable.connections == 4  # for HTTP, in, refused, in again


async def test_one_who_reads_too_slowly_goes_on_from_the_room_as_it_is(node: Node) -> None:
    async with on_a_cable(node, backlog=4) as (_, ada):
        for _ in range(21):
            await ada.toggle_lock()
        await ada.close()
        events = await rest(ada)
        assert isinstance(events[-1], RoomClosed)
        assert len(events) <= 6
        state = ada.state
        for event in events:
            state = state.after(event)
        assert state == ada.state
        assert state.is_locked
