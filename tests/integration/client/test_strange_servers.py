"""Servers that do not speak as Greenroom does, or not as it does today."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import msgspec
import pytest
from websockets.asyncio.server import ServerConnection, serve

from greenroom_client import (
    ConnectionFailed,
    EndReason,
    Greenroom,
    Kicked,
    NotUnderstood,
    RoomEnded,
    Seat,
    StateReplaced,
    Unknown,
)
from tests.reading import rest, why
from tests.told_rooms import told

SEAT = Seat("KRTWXY", "a token")
OPEN = json.dumps({"sid": "1", "upgrades": [], "pingInterval": 10_000, "pingTimeout": 10_000})
CONNECT = '40/rooms,{"sid":"2"}'


def event(name: str, payload: object) -> str:
    return "42/rooms," + msgspec.json.encode([name, payload]).decode()


STATE = event("room:state", told("Ada", "Ben"))


@asynccontextmanager
async def saying(*packets: str) -> AsyncIterator[Greenroom]:
    """A client of a server that says these to everyone who wants to enter, and then nothing."""

    async def speak(client: ServerConnection) -> None:
        await client.send(f"0{OPEN}")
        await client.recv()
        for packet in packets:
            await client.send(packet)
        async for _ in client:
            pass

    async with serve(speak, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        yield Greenroom(f"http://127.0.0.1:{port}")


async def test_an_event_of_a_newer_server_is_told_as_it_came() -> None:
    painted = event("room:painted", {"colour": "green"})
    kicked = '42/rooms,["user:kicked"]'
    async with saying(CONNECT, STATE, painted, kicked) as greenroom, greenroom.enter(SEAT) as room:
        assert await rest(room) == [
            told("Ada", "Ben"),
            Unknown("room:painted", {"colour": "green"}),
            Kicked(),
        ]
        assert why(room) is EndReason.KICKED


async def test_an_event_with_an_unknown_payload_ends_the_room_with_an_error() -> None:
    wrong = event("room:lock_toggled", {"lock": "shut"})
    async with saying(CONNECT, STATE, wrong) as greenroom, greenroom.enter(SEAT) as room:
        assert isinstance(await anext(room.events()), StateReplaced)
        with pytest.raises(NotUnderstood, match=r"room:lock_toggled.*isLocked"):
            await rest(room)
        assert why(room) is EndReason.FAILED


async def test_a_room_of_another_shape_is_not_entered() -> None:
    async with saying(CONNECT, event("room:state", {"room": "nice"})) as greenroom:
        with pytest.raises(NotUnderstood, match=r"room:state"):
            await greenroom.enter(SEAT).__aenter__()


@pytest.mark.parametrize("refusal", ['44/rooms,{"message":"Invalid namespace"}', "44/rooms,"])
async def test_another_refusal_is_not_understood(refusal: str) -> None:
    async with saying(refusal) as greenroom:
        with pytest.raises(NotUnderstood, match="connect_error"):
            await greenroom.enter(SEAT).__aenter__()


async def test_one_who_is_sent_away_at_once_knows_why() -> None:
    async with saying(CONNECT, '42/rooms,["user:kicked"]', "41/rooms,") as greenroom:
        with pytest.raises(RoomEnded, match="KICKED"):
            await greenroom.enter(SEAT).__aenter__()


async def test_a_server_that_hangs_up_can_not_be_entered() -> None:
    async with saying("1") as greenroom:
        with pytest.raises(ConnectionFailed, match="ended the connection"):
            await greenroom.enter(SEAT).__aenter__()
