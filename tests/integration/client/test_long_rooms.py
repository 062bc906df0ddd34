"""Rooms that outlive the tokens with which people entered, and rooms that expire."""

import asyncio
from collections.abc import Iterator

import pytest

from greenroom_client import (
    Code,
    ConnectionLost,
    ConnectionRestored,
    EndReason,
    Greenroom,
    Refused,
    RoomExpiring,
    TokenRenewed,
)
from greenroom_client.events import RoomClosed
from tests.nodes import Node, node_process
from tests.reading import on_a_cable, rest, together, until, why


@pytest.fixture(scope="module")
def brief() -> Iterator[Node]:
    """A node whose tokens live for three seconds, and its rooms as long after a change."""
    with node_process({"ROOM_TTL_SECONDS": "3"}) as node:
        yield node


async def test_a_client_comes_back_with_the_newest_token(brief: Node) -> None:
    async with on_a_cable(brief) as (cable, ada), Greenroom(brief.url) as greenroom:
        first = ada.seat
        for _ in range(3):
            await ada.toggle_lock()
            newest = await until(ada, TokenRenewed)
        assert ada.seat.token == newest.token != first.token
        with pytest.raises(Refused) as refused:
            await greenroom.rejoin(first)
        assert refused.value.code == Code.UNAUTHORIZED
        cable.cut()
        await until(ada, ConnectionRestored)
        await ada.toggle_lock()
        assert (await greenroom.rejoin(ada.seat)).user_id == first.user_id


async def test_one_whose_token_has_expired_meanwhile_is_refused(brief: Node) -> None:
    async with on_a_cable(brief) as (cable, ada), Greenroom(brief.url) as greenroom:
        cable.hold()
        cable.cut()
        await until(ada, ConnectionLost)
        await asyncio.sleep(4)
        cable.release()
        await rest(ada)
        assert why(ada) is EndReason.REFUSED
        assert "UNAUTHORIZED" in str(ada.ended)
        with pytest.raises(Refused) as refused:
            await greenroom.enter(ada.seat).__aenter__()
        assert refused.value.code == Code.UNAUTHORIZED


async def test_a_room_that_expires_says_so_before_and_then(brief: Node) -> None:
    async with Greenroom(brief.url) as greenroom, together(greenroom, "Ada") as (ada,):
        expiring = await until(ada, RoomExpiring)
        assert expiring.expires_at > ada.state.room.updated_at
        assert isinstance((await rest(ada))[-1], RoomClosed)
        assert why(ada) is EndReason.EXPIRED
