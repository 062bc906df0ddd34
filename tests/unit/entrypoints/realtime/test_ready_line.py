"""Packets as ready frames: what is made once, what is owed, and how it ends."""

import asyncio

import pytest
from engineio.packet import MESSAGE, PING, Packet

from entrypoints.ready_frames import EXTENSION, ready_frames
from entrypoints.realtime.debt import LONGEST
from entrypoints.realtime.ready_line import MOST, ReadyLine, frame_of
from tests.taken_frames import TakenFrames, text_of


class Client:
    """One that takes ready frames."""

    def __init__(self) -> None:
        self.reads = asyncio.Event()
        self.reads.set()
        self.texts: list[str] = []
        self.was_cut = False
        self.taken = TakenFrames(self.reads, self.texts.append, self._gone, self._end)
        self.line = ReadyLine(self.taken, 0.01)

    async def _end(self) -> None:
        await self.reads.wait()

    def _gone(self) -> None:
        self.was_cut = True


@pytest.fixture
def client() -> Client:
    return Client()


@pytest.mark.parametrize("size", [0, 1, 124, 125, 126, 65534, 65535, 65536, 200_000])
def test_a_frame_is_read_as_what_was_written(size: int) -> None:
    assert text_of(frame_of(Packet(MESSAGE, "ß" * size))) == "4" + "ß" * size


def test_a_frame_is_made_once_for_all() -> None:
    packet = Packet(MESSAGE, "for all")
    assert frame_of(packet) is frame_of(packet)


async def test_packets_keep_their_order(client: Client) -> None:
    for number in range(100):
        client.line.write(Packet(MESSAGE, str(number)))
    assert client.texts == [f"4{number}" for number in range(100)]


async def test_one_who_reads_may_be_told_any_amount(client: Client) -> None:
    packet = Packet(MESSAGE, "x" * 1000)
    assert all(client.line.write(packet) for _ in range(10 * MOST // 1000))


async def test_what_is_told_at_once_may_be_any_amount(client: Client) -> None:
    client.reads.clear()
    assert client.line.write(Packet(MESSAGE, "x" * 10 * MOST))
    assert client.line.write(Packet(MESSAGE, "x" * (MOST - 100)))
    assert not client.line.write(Packet(MESSAGE, "x" * 100))


async def test_one_who_does_not_read_may_owe_so_much(client: Client) -> None:
    client.reads.clear()
    packet = Packet(MESSAGE, "x" * 1019)  # with its head, a frame of 1024
    assert all(client.line.write(packet) for _ in range(MOST // 1024 + 1))
    assert not client.line.write(packet)


async def test_one_who_has_read_nothing_for_too_long_may_not_go_on(client: Client) -> None:
    client.reads.clear()
    assert client.line.write(Packet(PING))
    assert client.line.write(Packet(PING))  # which is when that it waits is noticed
    await asyncio.sleep(LONGEST - 0.1)
    assert client.line.write(Packet(PING))
    await asyncio.sleep(0.2)
    assert not client.line.write(Packet(PING))


async def test_one_who_reads_late_but_reads_goes_on(client: Client) -> None:
    for _ in range(100):
        client.reads.clear()
        assert client.line.write(Packet(PING))
        await asyncio.sleep(1)
        client.reads.set()
        client.taken.flush()


async def test_one_who_has_caught_up_owes_nothing(client: Client) -> None:
    client.reads.clear()
    assert client.line.write(Packet(PING))
    await asyncio.sleep(LONGEST + 1)
    client.reads.set()
    assert client.line.write(Packet(PING))
    client.reads.clear()
    assert client.line.write(Packet(PING))


async def test_one_who_does_not_read_the_end_is_cut(client: Client) -> None:
    client.reads.clear()
    client.line.end()
    await client.line.ended()
    assert client.was_cut


def test_a_scope_without_the_extension_takes_no_ready_frames(client: Client) -> None:
    assert ready_frames({}) is None
    assert ready_frames({"extensions": {"websocket.http.response": {}}}) is None
    assert ready_frames({"extensions": {EXTENSION: client.taken}}) is client.taken
