"""Engine.IO and Socket.IO packets that are almost right, or not at all. The same seed makes the
same packets."""

import random  # noqa: TID251 - seeded
from collections.abc import Callable

from tests.raw_websocket import BINARY, CONTINUATION, PING, TEXT, frame

VALID = (
    '40/rooms,{"token":"eyJhbGciOiJIUzI1NiJ9.e30.x"}',
    "40",
    "41/rooms,",
    '42/rooms,["room:toggle_lock"]',
    '42/rooms,1["room:toggle_lock"]',
    '42/rooms,7["room:kick",{"kickUserId":"somebody"}]',
    '42/rooms,12["room:transfer_host",{"newHostId":"somebody"}]',
    '42/rooms,3["room:leave"]',
    '42/rooms,4["room:close",{}]',
    '42/rooms,["disconnect","transport close"]',
    '42["message","for another namespace"]',
    '43/rooms,1[{"ok":true}]',
    '44/rooms,{"message":"refused"}',
    '451-/rooms,3["room:kick",{"_placeholder":true,"num":0}]',
    "461-/rooms,1[]",
    "2probe",
    "3",
    "5",
    "6",
    "1",
    '0{"sid":"x","upgrades":[],"pingInterval":1,"pingTimeout":1}',
    "bAAAA",
)

HARMLESS = VALID[3:7] + VALID[11:12]
"""Those that leave the connection open, so that more of them are read."""

ODD = '\x00\x1e\x1f\n\r\t\\"[]{},:-/0123456789²٣eE.+ \u200d\u202e\ufeff\U0001f468é😀'
NESTED = "[" * 3000
LARGE = "9" * 4500


class Fuzzer:
    """Makes packets. Most are valid ones that have been changed here and there."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self._changes: tuple[Callable[[str], str], ...] = (
            self._replaced,
            self._inserted,
            self._deleted,
            self._doubled,
            self._cut,
            self._spliced,
            self._blown_up,
        )

    def packet(self) -> str:
        """One packet."""
        if self.chance.random() < 0.05:
            return "".join(self.chance.choices(ODD, k=self.chance.randrange(40)))
        kinds = HARMLESS if self.chance.random() < 0.5 else VALID
        packet = self.chance.choice(kinds)
        for _ in range(self.chance.choice((0, 1, 1, 2, 5))):
            packet = self.chance.choice(self._changes)(packet)
        return packet[:15_000]

    def frame(self) -> bytes:
        """One packet as a WebSocket frame, which may be no right one either."""
        body = self.packet().encode()
        fate = self.chance.random()
        if fate < 0.9:
            return frame(body)
        if fate < 0.94:
            return frame(self.chance.randbytes(len(body)), self.chance.choice((TEXT, BINARY)))
        if fate < 0.995:
            return frame(body[:125], self.chance.choice((PING, CONTINUATION, BINARY)))
        whole = bytearray(frame(body))
        whole[self.chance.randrange(min(len(whole), 6))] = self.chance.randrange(256)
        return bytes(whole)

    def _at(self, packet: str) -> int:
        return self.chance.randrange(len(packet) + 1)

    def _replaced(self, packet: str) -> str:
        at = self._at(packet)
        return packet[:at] + self.chance.choice(ODD) + packet[at + 1 :]

    def _inserted(self, packet: str) -> str:
        at = self._at(packet)
        return packet[:at] + self.chance.choice(ODD) + packet[at:]

    def _deleted(self, packet: str) -> str:
        at = self._at(packet)
        return packet[:at] + packet[at + self.chance.randrange(1, 4) :]

    def _doubled(self, packet: str) -> str:
        at = self._at(packet)
        return packet[:at] + packet[self._at(packet) :] + packet[at:]

    def _cut(self, packet: str) -> str:
        return packet[: self._at(packet)]

    def _spliced(self, packet: str) -> str:
        other = self.chance.choice(VALID)
        return packet[: self._at(packet)] + other[self._at(other) :]

    def _blown_up(self, packet: str) -> str:
        if self.chance.random() < 0.9:
            return packet
        at = self._at(packet)
        return packet[:at] + self.chance.choice((NESTED, LARGE)) + packet[at:]
