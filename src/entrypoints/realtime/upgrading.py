"""From polling to a WebSocket (Engine.IO protocol 4, "Upgrade")."""

import asyncio
from collections.abc import Callable

from engineio.packet import NOOP, PING, PONG, UPGRADE, Packet

from entrypoints.realtime.received import packet_in, text_in
from entrypoints.realtime.websocket import RoomWebSocket


async def is_upgraded(
    websocket: RoomWebSocket, post: Callable[[Packet], None], patience: float
) -> bool:
    """A probe and its answer, then the client's word: all of it in `patience` seconds. `post`
    goes to the poll that is waiting, and ends it."""
    try:
        async with asyncio.timeout(patience):
            probe = packet_in(text_in(await websocket.wait()))
            if (probe.packet_type, probe.data) != (PING, "probe"):
                return False
            await websocket.send(Packet(PONG, data="probe").encode())
            post(Packet(NOOP))
            word = packet_in(text_in(await websocket.wait()))
            return bool(word.packet_type == UPGRADE)
    except (TimeoutError, OSError, ValueError):
        return False
