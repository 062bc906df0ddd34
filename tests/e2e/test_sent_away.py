"""What a page makes of it when the server ends the connection and does not say why."""

import re
from collections.abc import Sequence

import pytest
from playwright.async_api import WebSocketRoute

from tests.guests import Guests

NO_MEMBER = '42/rooms,["error:room",{"code":"MEMBER_NOT_FOUND","message":"Not in the room."}]'
LOCKED = '42/rooms,["room:lock_toggled",{"isLocked":true}]'
SENT_AWAY = "41/rooms,"
"""Packets as they come over a WebSocket (Socket.IO protocol 5)."""


@pytest.mark.parametrize(
    ("told", "title"),
    [
        ([], "The server ended the connection"),
        ([NO_MEMBER], "You are no longer in the room"),
        ([NO_MEMBER, LOCKED], "The server ended the connection"),
    ],
    ids=["nothing", "no member", "no member, then news"],
)
async def test_it_is_final_only_right_after_being_told_of_no_such_member(
    guests: Guests, told: Sequence[str], title: str
) -> None:
    ada = await guests.one()
    wires: list[WebSocketRoute] = []

    def join_in(wire: WebSocketRoute) -> None:
        wire.connect_to_server()
        wires.append(wire)

    await ada.page.route_web_socket(re.compile("/socket.io/"), join_in)
    await ada.creates("Ada")
    await ada.page.get_by_text("Event log").click()
    await ada.sees('{"transport":"websocket"}')  # polling is over
    for packet in (*told, SENT_AWAY):
        wires[0].send(packet)
    await ada.sees_title(title)
