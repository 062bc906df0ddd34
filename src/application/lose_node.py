"""A node is gone, and with it everybody's connection to it."""

import asyncio
from collections.abc import Collection, Iterator

from application.errors import ServiceError
from application.ports import Leases, RoomRepository
from domain.errors import RoomNotFound

AT_ONCE = 16
"""Rooms that are told at the same time: a node may have had thousands."""


class LoseNode:
    """Disconnects a dead node's members, room by room.

    A room is struck from the node's index only after its commit, so that whoever does this
    may die as well: the next one finds what is left. Doing it twice changes nothing.
    """

    def __init__(self, rooms: RoomRepository, leases: Leases) -> None:
        self._rooms = rooms
        self._leases = leases

    async def __call__(self, node_id: str, codes: Collection[str]) -> int:
        """How many of the rooms could not be told. Raises nothing for those."""
        left = iter(codes)
        told = await asyncio.gather(
            *(self._tell_each(node_id, left) for _ in range(min(AT_ONCE, len(codes))))
        )
        return len(codes) - sum(told)

    async def _tell_each(self, node_id: str, codes: Iterator[str]) -> int:
        """How many were told of those that nobody else took, up to the first that could not
        be: where the store is away, the rest is for the next time."""
        told = 0
        for code in codes:
            if not await self._tell(node_id, code):
                break
            told += 1
        return told

    async def _tell(self, node_id: str, code: str) -> bool:
        try:
            await self._disconnect_all(node_id, code)
            await self._leases.strike(node_id, code)
        except ServiceError:
            return False
        return True

    async def _disconnect_all(self, node_id: str, code: str) -> None:
        try:
            await self._rooms.update(code, lambda room: room.lose_node(node_id))
        except RoomNotFound:
            return
