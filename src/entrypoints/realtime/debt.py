"""What a client has been told and has not read."""

from engineio.packet import Packet

MOST = 192 * 1024
"""Characters. With the 64 KiB that the runner takes in hand before it waits for the client,
256 KiB are outstanding at most; a packet that is larger by itself (the state of a room of
thousands) may be on its way beside them."""

LONGEST = 10.0
"""Seconds that what was told may wait."""


def size_of(packet: Packet) -> int:
    """What a packet counts for, in characters."""
    return len(packet.data) if isinstance(packet.data, str) else 1


class Debt:
    """Whether a client reads what it is told, as integers: no timer and no list of packets.

    A mark is set at what was told last, and moves on when everything up to it is read; so
    whatever stands before a mark of long ago is at least as old.
    """

    __slots__ = ("_largest", "_marked_at", "_most", "_read", "_told", "_up_to")

    def __init__(self, most: int = MOST) -> None:
        """`most` is how much may wait, in the unit in which it is told of, beside one packet
        that is larger by itself."""
        self._most = most
        self._told = self._read = self._up_to = self._largest = 0
        self._marked_at = 0.0

    def told(self, size: int, now: float) -> bool:
        """Add what is told now. False when the client is too far behind to go on."""
        self._told += size
        if self._read >= self._up_to:
            self._up_to = self._told
            self._marked_at = now
            self._largest = 0
        if size > self._largest:
            self._largest = size
        return self._told - self._read <= self._most + self._largest and not self.is_old(now)

    def read(self, size: int) -> None:
        """Take off what has gone out to the client."""
        self._read += size

    def left(self, unread: int) -> None:
        """Everything has gone out but so much, which is what was told last."""
        self._read = self._told - unread

    def is_old(self, now: float) -> bool:
        """Whether something has waited for too long."""
        return self._read < self._up_to and now - self._marked_at > LONGEST
