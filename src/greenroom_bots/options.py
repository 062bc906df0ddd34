"""What the bots are asked to do."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """`players` are those of a room, its host included. Times are in seconds: `seconds` is how
    long to play (None: until stopped), `pace` the mean between two acts of a player, `drops` the
    mean between two lost connections of a player (0: none). Equal seeds make equal scripts."""

    urls: Sequence[str]
    rooms: int
    players: int
    pace: float
    drops: float
    seed: int
    seconds: float | None = None
