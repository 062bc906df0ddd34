"""Which nodes are alive, and in which rooms they have sockets."""

from collections.abc import Collection, Mapping
from typing import Protocol


class Leases(Protocol):
    """A lease for every node, and with it an index: the codes of rooms where it has sockets.

    A lease lasts for one period, the same for all nodes, by the store's clock. A node whose
    lease has ended is not dead yet: it is once somebody has declared it, and until then it
    may renew. Dead is for ever: a node that finds itself dead goes on under another id.

    Every method is one atomic step across all nodes that share the store, and raises
    `StoreUnavailable` when the store does not answer in time, which means *unknown*. What is
    kept of nodes goes by itself when no room can be left that they were in.
    """

    async def acquire(self, node_id: str, rooms: Collection[str]) -> bool:
        """Begin the lease of an id that was never used, with these rooms in its index.

        May be repeated while the outcome is unknown. False, and nothing is changed, when that
        took so long that the id has been declared dead meanwhile: take another.
        """
        ...

    async def renew(
        self, node_id: str, entered: Collection[str] = (), left: Collection[str] = ()
    ) -> bool:
        """Hold the lease for another period from now; these rooms come into the index, and go.

        False, and nothing is changed, when the node has been declared dead, or when the store
        does not know it (any more). Of two renewals of a node the one that was asked for
        later counts, also when the earlier one reaches the store last.
        """
        ...

    async def lapsed(self) -> Mapping[str, Collection[str]]:
        """Declare every node dead whose lease has ended; tell of all dead nodes with what is
        left of their indexes. A dead node whose index is empty is forgotten.

        Nobody is declared dead after the caller's deadline: a question that was held up, by
        the outage that kept everybody from renewing, does no harm when it gets through.
        """
        ...

    async def strike(self, node_id: str, code: str) -> None:
        """Take a room out of a dead node's index, as it knows of the death; with the last one
        the node is forgotten. Changes nothing otherwise."""
        ...
