"""Deadlines are told in the server's time, which a node has to know."""

import pytest

from tests.any_store import open_room
from tests.catches import What, having
from tests.gate import Gate
from tests.redis_rooms import Node


async def test_a_node_that_was_quiet_asks_for_the_time_before_it_adds(
    gate: Gate, here: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = gate.watch(What.COMMAND, having(b"\r\nTIME\r\n"))
    await open_room(here)
    await open_room(here)
    assert len(asked.caught) == 1
    monkeypatch.setattr("adapters.store_clock.FRESH", 0.0)
    await open_room(here)
    assert len(asked.caught) == 2
