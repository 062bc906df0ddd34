"""Rooms as an operator is shown them."""

import json
from datetime import timedelta

import pytest

from application.list_rooms import ListedRoom
from entrypoints.cli.rooms.views import ListedRoomView, ShownRoomView, between, json_line, span
from tests.rooms import ADA, BEN, NODE, NOON, TTL, a_room, socket_of


@pytest.mark.parametrize(
    ("seconds", "told"),
    [
        (0, "0s"),
        (59, "59s"),
        (60, "1m0s"),
        (3_599, "59m59s"),
        (3_600, "1h0m"),
        (20_999, "5h49m"),
        (86_399, "23h59m"),
        (86_400, "1d0h"),
        (31_536_000, "365d0h"),
    ],
)
def test_spans_are_told_in_their_two_largest_units(seconds: int, told: str) -> None:
    assert span(seconds) == told


def test_clocks_that_disagree_make_no_time_before_time() -> None:
    assert between(NOON, NOON + timedelta(seconds=1.9)) == 1
    assert between(NOON, NOON - timedelta(seconds=1.9)) == 0


def test_a_listed_room_begins_with_its_code_and_has_its_age_and_what_is_left() -> None:
    room = ListedRoom.of(a_room(with_members=3, connected=[BEN], locked=True))
    line = json_line(ListedRoomView.of(room, NOON + timedelta(hours=1)))
    assert line.startswith('{"code":"KRTWXY",')
    told = json.loads(line)
    assert (told["isLocked"], told["connected"], told["members"]) == (True, 1, 3)
    assert told["ageSeconds"] == 3600
    assert told["leftSeconds"] == TTL // timedelta(seconds=1) - 3600


def test_a_shown_room_has_its_members_with_their_nodes_and_without_their_sockets() -> None:
    line = json_line(ShownRoomView.of(a_room(with_members=2, connected=[BEN])))
    ada, ben = json.loads(line)["members"]
    assert (ada["id"], ada["isHost"], ada["isConnected"], ada["nodeId"]) == (ADA, True, False, None)
    assert (ben["id"], ben["isHost"], ben["isConnected"], ben["nodeId"]) == (BEN, False, True, NODE)
    assert socket_of(BEN) not in line
