"""Entering a room that can't be entered, or not now."""

import asyncio

import pytest

from greenroom_client import (
    Code,
    ConnectionFailed,
    Greenroom,
    Refused,
    Seat,
    Timeouts,
    Transport,
)
from tests.cable import a_cable
from tests.nodes import Node, running_node
from tests.reading import no_tasks_but, on_a_cable


async def test_a_server_that_is_not_there_can_not_be_entered(node: Node) -> None:
    async with Greenroom(node.url) as greenroom:
        seat = await greenroom.create("Ada")
    with pytest.raises(ConnectionFailed, match=r"127\.0\.0\.1:1 can't be connected to: .*failed"):
        await Greenroom("http://127.0.0.1:1").enter(seat).__aenter__()


@pytest.mark.parametrize("transport", ["websocket", "polling", "upgrade"])
async def test_a_server_without_sockets_can_not_be_entered(
    node: Node, transport: Transport
) -> None:
    greenroom = Greenroom(f"{node.url}/elsewhere", transport=transport)
    with pytest.raises(ConnectionFailed, match=r"/elsewhere can't be connected to: .*40[34]"):
        await greenroom.enter(Seat("KRTWXY", "a token")).__aenter__()


@pytest.mark.parametrize("transport", ["websocket", "polling", "upgrade"])
async def test_a_server_that_says_nothing_is_given_up(node: Node, transport: str) -> None:
    before = asyncio.all_tasks()
    async with a_cable(node.url) as cable:
        cable.hold()
        greenroom = Greenroom(cable.url, timeouts=Timeouts(connect=1.0), transport=transport)
        async with Greenroom(node.url) as near:
            seat = await near.create("Ada")
        with pytest.raises(ConnectionFailed, match="let nobody in within 1 s"):
            await greenroom.enter(seat).__aenter__()
    await no_tasks_but(before)


@pytest.mark.parametrize("transport", ["websocket", "polling", "upgrade"])
@pytest.mark.parametrize("milliseconds", [0, 2, 5, 10, 20, 40])
async def test_nothing_is_left_of_an_entry_that_is_cancelled(
    node: Node, transport: str, milliseconds: int
) -> None:
    before = asyncio.all_tasks()
    async with Greenroom(node.url, transport=transport) as greenroom:
        seat = await greenroom.create("Ada")
        entering = asyncio.create_task(greenroom.enter(seat).__aenter__())
        await asyncio.sleep(milliseconds / 1000)
        entering.cancel()
        (outcome,) = await asyncio.gather(entering, return_exceptions=True)
        if not isinstance(outcome, BaseException):
            await outcome.__aexit__(None, None, None)
    await no_tasks_but(before)


async def test_one_who_enters_too_often_is_told_when_to_come_again() -> None:
    limits = {"CONNECT_LIMIT": "1", "THROTTLE_TTL_MS": "60000"}
    async with running_node(limits) as node, Greenroom(node.url) as greenroom:
        seat = await greenroom.create("Ada")
        async with greenroom.enter(seat):
            pass
        with pytest.raises(Refused) as refused:
            await greenroom.enter(seat).__aenter__()
        assert refused.value.code == Code.RATE_LIMITED
        assert refused.value.retry_after is not None
        assert 1 <= refused.value.retry_after <= 60


async def test_one_who_polls_uses_its_connections_again(node: Node) -> None:
    async with on_a_cable(node, transport="polling") as (cable, ada):
        for _ in range(20):
            await ada.toggle_lock()
        assert cable.connections <= 4  # for HTTP, to hear, to speak
