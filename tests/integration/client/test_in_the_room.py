"""Being in a room: what is known, what is told, what is asked, over each transport."""

import asyncio

import pytest

from greenroom_client import (
    Code,
    EndReason,
    ErrorTold,
    Greenroom,
    HostChanged,
    Kicked,
    LeaveReason,
    LockToggled,
    MemberConnected,
    MemberDisconnected,
    MemberJoined,
    MemberLeft,
    Refused,
    RoomClosed,
    RoomEnded,
    StateReplaced,
)
from greenroom_client.events import CloseReason
from tests.reading import no_tasks_but, rest, together, until, why


async def test_one_who_enters_knows_the_room(greenroom: Greenroom) -> None:
    ada = await greenroom.create("Ada", max_users=4)
    ben = await greenroom.join(ada.room_code, "Ben")
    async with greenroom.enter(ada) as room:
        assert room.is_connected
        assert list(room.state.members) == [ada.user_id, ben.user_id]
        assert room.state.host == room.state.members[ada.user_id]
        assert [user.display_name for user in room.state.connected] == ["Ada"]
        assert (room.state.room.max_users, room.state.is_locked) == (4, False)
        first = await anext(room.events())
        assert isinstance(first, StateReplaced)
        assert first == room.state.told()


async def test_what_others_do_is_told_in_order_and_known(greenroom: Greenroom) -> None:
    ada = await greenroom.create("Ada")
    async with greenroom.enter(ada) as room:
        await until(room, StateReplaced)
        ben = await greenroom.join(ada.room_code, "Ben")
        async with greenroom.enter(ben):
            await until(room, MemberConnected)
            assert len(room.state.connected) == 2
        gone = await until(room, MemberDisconnected)
        assert gone.user == room.state.members[ben.user_id]
        async with greenroom.enter(ben) as bens:
            await bens.leave()
            assert why(bens) is EndReason.LEFT
        assert await until(room, MemberLeft) == MemberLeft(LeaveReason.LEFT, ben.user_id)
        assert list(room.state.members) == [ada.user_id]


async def test_commands_return_when_they_are_done(greenroom: Greenroom) -> None:
    async with together(greenroom, "Ada", "Ben", "Cleo") as (ada, ben, cleo):
        await ada.toggle_lock()
        assert (await greenroom.look(ada.seat.room_code)).is_locked
        await ada.transfer_host(ben.seat.user_id)
        await ben.kick(ada.seat.user_id)
        await ben.close()
        events = [event for event in await rest(cleo) if not isinstance(event, StateReplaced)]
        assert events == [
            LockToggled(is_locked=True),
            HostChanged(ben.seat.user_id),
            MemberLeft(LeaveReason.KICKED, ada.seat.user_id),
            RoomClosed(CloseReason.HOST_CLOSED),
        ]
        assert (await rest(ada))[-1] == Kicked()
        reasons = [room.ended.reason for room in (ada, ben, cleo) if room.ended is not None]
        assert reasons == [EndReason.KICKED, EndReason.HOST_CLOSED, EndReason.HOST_CLOSED]


async def test_a_refused_command_raises_and_is_told(greenroom: Greenroom) -> None:
    async with together(greenroom, "Ada", "Ben") as (ada, ben):
        with pytest.raises(Refused, match="Only the host") as refused:
            await ben.toggle_lock()
        assert (refused.value.code, refused.value.status) == (Code.NOT_HOST, None)
        assert (await until(ben, ErrorTold)).code == Code.NOT_HOST
        with pytest.raises(Refused) as refused:
            await ada.kick("nobody")
        assert refused.value.code == Code.MEMBER_NOT_FOUND
        await ada.toggle_lock()
        assert ada.is_connected


async def test_many_commands_at_once_are_each_answered(greenroom: Greenroom) -> None:
    async with together(greenroom, "Ada") as (ada,):
        await asyncio.gather(*(ada.toggle_lock() for _ in range(20)))
        locks = [(await until(ada, LockToggled)).is_locked for _ in range(20)]
        assert locks == [True, False] * 10


async def test_nothing_can_be_done_in_a_room_that_has_ended(greenroom: Greenroom) -> None:
    async with together(greenroom, "Ada") as (ada,):
        await ada.close()
        with pytest.raises(RoomEnded, match="HOST_CLOSED") as ended:
            await ada.toggle_lock()
        assert ended.value.ended == ada.ended
        assert not ada.is_connected


async def test_one_who_connects_from_somewhere_else_replaces_itself(greenroom: Greenroom) -> None:
    async with together(greenroom, "Ada") as (first,), greenroom.enter(first.seat) as second:
        events = await rest(first)
        assert isinstance(events[-1], ErrorTold)
        assert why(first) is EndReason.REPLACED
        await second.toggle_lock()
        assert second.ended is None


async def test_one_who_is_no_member_does_not_get_in(greenroom: Greenroom) -> None:
    async with together(greenroom, "Ada", "Ben") as (ada, ben):
        await ada.kick(ben.seat.user_id)
        await rest(ben)
        with pytest.raises(Refused) as refused:
            await greenroom.enter(ben.seat).__aenter__()
        assert refused.value.code == Code.MEMBER_NOT_FOUND


async def test_one_who_goes_stays_a_member(greenroom: Greenroom) -> None:
    ada = await greenroom.create("Ada")
    async with greenroom.enter(ada) as room:
        pass
    assert why(room) is EndReason.STOPPED
    assert [type(event) for event in await rest(room)] == [StateReplaced]
    async with greenroom.enter(ada) as again:
        assert len(again.state.members) == 1


async def test_a_room_is_entered_once(greenroom: Greenroom) -> None:
    room = greenroom.enter(await greenroom.create("Ada"))
    async with room:
        pass
    with pytest.raises(RuntimeError, match="once"):
        await room.__aenter__()


async def test_nothing_is_left_of_one_who_was_in_a_room(greenroom: Greenroom) -> None:
    before = asyncio.all_tasks()
    async with together(greenroom, "Ada", "Ben", "Cleo") as (_, _, cleo):
        await cleo.leave()
    await no_tasks_but(before)


async def test_joining_over_http_is_told(greenroom: Greenroom) -> None:
    async with together(greenroom, "Ada") as (ada,):
        ben = await greenroom.join(ada.seat.room_code, "Ben")
        joined = await until(ada, MemberJoined)
        assert (joined.user.id, joined.user.is_connected) == (ben.user_id, False)
        assert ada.state.members[ben.user_id] == joined.user
