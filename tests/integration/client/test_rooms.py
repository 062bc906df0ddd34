"""Creating, joining and looking, with the client over HTTP."""

from datetime import UTC

import pytest

from greenroom_client import Code, Greenroom, Refused, Seat
from tests.nodes import Node, running_node


@pytest.fixture
async def greenroom(node: Node) -> Greenroom:
    return Greenroom(node.url)


async def test_one_who_creates_a_room_is_its_host(greenroom: Greenroom) -> None:
    async with greenroom:
        seat = await greenroom.create("Ada", max_users=3)
        room = await greenroom.look(seat.room_code)
        assert (room.code, room.host_id) == (seat.room_code, seat.user_id)
        assert (room.max_users, room.is_locked) == (3, False)
        assert room.created_at == room.updated_at
        assert room.created_at.tzinfo is UTC


async def test_others_join_with_the_code_however_it_is_written(greenroom: Greenroom) -> None:
    async with greenroom:
        ada = await greenroom.create("Ada")
        ben = await greenroom.join(ada.room_code.lower(), "Бен")
        assert ben.room_code == ada.room_code
        assert ben.user_id != ada.user_id


async def test_a_seat_is_exchanged_for_one_with_another_token(greenroom: Greenroom) -> None:
    async with greenroom:
        ada = await greenroom.create("Ada")
        again = await greenroom.rejoin(Seat(ada.room_code, ada.token))
        assert (again.room_code, again.user_id) == (ada.room_code, ada.user_id)
        assert again.token != ada.token


async def test_a_refusal_tells_what_was_wrong_with_which_field(greenroom: Greenroom) -> None:
    async with greenroom:
        with pytest.raises(Refused, match="displayName must be 2 to 20") as refused:
            await greenroom.create("A")
        assert (refused.value.code, refused.value.status) == (Code.INVALID_INPUT, 400)
        assert refused.value.field == "displayName"
        assert refused.value.retry_after is None


async def test_what_is_not_there_or_full_or_locked_out_has_its_code(greenroom: Greenroom) -> None:
    async with greenroom:
        with pytest.raises(Refused) as refused:
            await greenroom.join("NOWHERE", "Ben")
        assert (refused.value.code, refused.value.status) == (Code.ROOM_NOT_FOUND, 404)
        ada = await greenroom.create("Ada", max_users=1)
        with pytest.raises(Refused) as refused:
            await greenroom.join(ada.room_code, "Ben")
        assert refused.value.code == Code.ROOM_FULL
        with pytest.raises(Refused) as refused:
            await greenroom.rejoin(Seat(ada.room_code, "no token"))
        assert (refused.value.code, refused.value.status) == (Code.UNAUTHORIZED, 401)


@pytest.mark.parametrize("code", ["../health", "A/B", "Ä?x=1", "%41", " ", "\ud800"])
async def test_a_code_that_is_none_is_not_found(greenroom: Greenroom, code: str) -> None:
    async with greenroom:
        with pytest.raises(Refused) as refused:
            await greenroom.join(code, "Ben")
        assert refused.value.status == 404


async def test_one_who_asks_too_often_is_told_when_to_ask_again() -> None:
    async with (
        running_node({"CREATE_THROTTLE_LIMIT": "1"}) as node,
        Greenroom(node.url) as greenroom,
    ):
        await greenroom.create("Ada")
        with pytest.raises(Refused) as refused:
            await greenroom.create("Ada")
        assert (refused.value.code, refused.value.status) == (Code.RATE_LIMITED, 429)
        assert refused.value.retry_after is not None
        assert refused.value.retry_after > 500
