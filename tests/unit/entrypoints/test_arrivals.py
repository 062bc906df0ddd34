"""What comes over a WebSocket, on its way to the application or to a listener."""

import asyncio
from collections.abc import Coroutine
from typing import Any

import pytest

from entrypoints.arrivals import IN_A_ROW, Arrivals
from entrypoints.ready_frames import Listener
from tests.hurried_loop import idle

GONE = {"type": "websocket.disconnect", "code": 1005}


def message(text: str) -> dict[str, Any]:
    return {"type": "websocket.receive", "text": text}


class Witness(Listener):
    """Writes down what it hears; it is at work for as long as the test says with `slow`."""

    def __init__(self) -> None:
        self.heard_so_far: list[str | bytes] = []
        self.may_finish = asyncio.Event()
        self.leaves = asyncio.Event()
        self.leaves.set()

    def heard(self, frame: str | bytes) -> Coroutine[Any, Any, None] | None:
        self.heard_so_far.append(frame)
        return self._work() if frame == "slow" else None

    async def _work(self) -> None:
        await self.may_finish.wait()
        self.heard_so_far.append("done")

    async def gone(self) -> None:
        self.heard_so_far.append("gone")
        await self.leaves.wait()


class Held:
    """Whether the network is read."""

    def __init__(self) -> None:
        self.arrivals = Arrivals(self._hold)
        self.is_held = False

    def _hold(self, is_held: bool) -> None:
        self.is_held = is_held


@pytest.fixture
def held() -> Held:
    return Held()


@pytest.fixture
def arrivals(held: Held) -> Arrivals:
    return held.arrivals


async def test_the_application_gets_messages_in_their_order(arrivals: Arrivals) -> None:
    first = asyncio.create_task(arrivals.get())
    await idle()
    arrivals.put_nowait(message("a"))
    arrivals.put_nowait(message("b"))
    assert (await first)["text"] == "a"
    assert not arrivals.empty()
    assert (await arrivals.get())["text"] == "b"
    assert arrivals.empty()


async def test_an_application_that_gives_up_waiting_misses_nothing(arrivals: Arrivals) -> None:
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(arrivals.get(), 0.01)
    arrivals.put_nowait(message("late"))
    assert (await arrivals.get())["text"] == "late"


async def test_a_listener_hears_what_waits_and_then_what_comes(arrivals: Arrivals) -> None:
    witness = Witness()
    arrivals.put_nowait(message("before"))
    arrivals.take_over(witness)
    arrivals.put_nowait(message("after"))
    arrivals.put_nowait({"type": "websocket.receive", "bytes": b"raw"})
    assert witness.heard_so_far == ["before", "after", b"raw"]


async def test_nothing_is_heard_nor_read_while_the_listener_is_at_work(
    held: Held, arrivals: Arrivals
) -> None:
    witness = Witness()
    arrivals.take_over(witness)
    arrivals.put_nowait(message("slow"))
    arrivals.put_nowait(message("next"))
    arrivals.put_nowait(GONE)
    await idle()
    assert witness.heard_so_far == ["slow"]
    assert held.is_held
    witness.may_finish.set()
    await arrivals.rest()
    assert witness.heard_so_far == ["slow", "done", "next", "gone"]
    assert not held.is_held


async def test_one_who_says_much_at_once_lets_others_go_first(
    held: Held, arrivals: Arrivals
) -> None:
    witness = Witness()
    arrivals.take_over(witness)
    for number in range(3 * IN_A_ROW):
        arrivals.put_nowait(message(str(number)))
    assert len(witness.heard_so_far) == IN_A_ROW
    assert held.is_held
    await asyncio.sleep(0)
    assert len(witness.heard_so_far) == 2 * IN_A_ROW
    await idle()
    assert witness.heard_so_far == [str(number) for number in range(3 * IN_A_ROW)]
    assert not held.is_held


async def test_one_who_says_as_much_in_pieces_is_heard_at_once(arrivals: Arrivals) -> None:
    witness = Witness()
    arrivals.take_over(witness)
    for number in range(3 * IN_A_ROW):
        arrivals.in_a_row = 0  # the network is looked at
        arrivals.put_nowait(message(str(number)))
    assert len(witness.heard_so_far) == 3 * IN_A_ROW


async def test_the_rest_is_over_when_the_listener_is_done_with_the_end(arrivals: Arrivals) -> None:
    witness = Witness()
    witness.leaves.clear()
    arrivals.take_over(witness)
    rest = asyncio.create_task(arrivals.rest())
    await idle()
    assert witness.heard_so_far == []
    arrivals.put_nowait(GONE)
    await idle()
    assert witness.heard_so_far == ["gone"]
    assert not rest.done()
    witness.leaves.set()
    await rest


async def test_an_end_that_waited_is_heard_as_well(arrivals: Arrivals) -> None:
    witness = Witness()
    arrivals.put_nowait(message("last words"))
    arrivals.put_nowait(GONE)
    arrivals.take_over(witness)
    await arrivals.rest()
    assert witness.heard_so_far == ["last words", "gone"]


async def test_without_a_listener_there_is_no_rest(arrivals: Arrivals) -> None:
    await arrivals.rest()
