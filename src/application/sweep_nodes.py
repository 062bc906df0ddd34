"""See to the rooms of nodes that have died."""

import asyncio
from datetime import timedelta
from typing import NamedTuple

from application.contact import Contact
from application.deadline import answer_by
from application.errors import ServiceError
from application.lose_node import LoseNode
from application.ports import Leases


class Swept(NamedTuple):
    """A dead node whose rooms were told, and how many of them could not be: they stay in the
    index for the next time."""

    node_id: str
    rooms: int
    undone: int


class SweepNodes:
    """Declares deaths, and tells the rooms. Any number of nodes may do so at once.

    Only after a full lease of unbroken contact with the store: after an outage every lease has
    ended, and every node is given the time in which it would have renewed.
    """

    def __init__(
        self, leases: Leases, lose_node: LoseNode, contact: Contact, lease: timedelta
    ) -> None:
        self._leases = leases
        self._lose_node = lose_node
        self._contact = contact
        self._lease = lease.total_seconds()

    async def __call__(self) -> list[Swept]:
        """What was found. Raises `StoreUnavailable`."""
        now = asyncio.get_running_loop().time()
        if self._contact.lasts(now) < self._lease:
            return []
        try:
            with answer_by(now + self._lease / 3):  # a later answer is an outage
                dead = await self._leases.lapsed()
        except ServiceError:
            self._contact.failed()
            raise
        return [
            Swept(node_id, len(codes), await self._lose_node(node_id, codes))
            for node_id, codes in dead.items()
        ]
