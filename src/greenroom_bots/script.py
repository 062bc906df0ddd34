"""What a player does next, by chance and by what it sees. No I/O, no time of its own."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from random import Random


class Act(StrEnum):
    """What a player may do. `DROP` is a connection that ends without a word, `RELOAD` one that
    is ended properly; the player comes back after both. Who is gone by `LEAVE` or `KICK` is
    followed by somebody new. `CLOSE` is the end of the run."""

    NOTHING = "nothing"
    TOGGLE_LOCK = "toggle_lock"
    HAND_OVER = "transfer_host"
    KICK = "kick"
    LEAVE = "leave"
    RELOAD = "reload"
    DROP = "drop"
    CLOSE = "close"


HOST = {
    Act.TOGGLE_LOCK: 50,
    Act.HAND_OVER: 20,
    Act.KICK: 4,
    Act.LEAVE: 3,
    Act.RELOAD: 5,
    Act.NOTHING: 18,
}
MEMBER = {Act.LEAVE: 2, Act.RELOAD: 8, Act.NOTHING: 90}
"""Of a hundred acts, so many are of each kind: most of the time, most people do nothing."""


@dataclass(frozen=True, slots=True)
class Intent:
    """What chance has settled before the player looks up: `pause` in seconds, `which` and `who`
    from 0 to 1."""

    pause: float
    is_drop: bool
    which: float
    who: float


@dataclass(frozen=True, slots=True)
class View:
    """What the player sees. `others` are the ids of those who are connected beside it;
    `strangers` of members who are none of ours and never came. Somebody `is_missing` as long as
    a seat of the room waits for its next player."""

    is_host: bool
    is_locked: bool
    is_missing: bool
    others: Sequence[str]
    strangers: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Deed:
    """An act, and whom it is about."""

    act: Act
    user_id: str = ""


class Script:
    """One player's. The intents depend on the chance given, and on nothing that happens."""

    def __init__(self, chance: Random, pace: float, drops: float) -> None:
        """`pace` and `drops` are mean seconds between acts, and between drops (0: none)."""
        self._chance = chance
        self._acts = 1 / pace
        self._drops = 1 / drops if drops else 0.0

    def intent(self) -> Intent:
        """The next one. Acts and drops come independently of each other, and of the last."""
        chance, rate = self._chance, self._acts + self._drops
        pause = chance.expovariate(rate)
        is_drop = chance.random() < self._drops / rate
        return Intent(pause, is_drop, chance.random(), chance.random())


def decide(intent: Intent, view: View) -> Deed:
    """What comes of an intent. A room is never left by the last one in it, nobody is sent away
    while somebody is missing, and a locked room is opened for who is missing."""
    if intent.is_drop:
        return Deed(Act.DROP)
    if view.is_host and view.strangers:
        return Deed(Act.KICK, view.strangers[0])
    if view.is_host and view.is_missing and view.is_locked:
        return Deed(Act.TOGGLE_LOCK)
    act = _drawn(HOST if view.is_host else MEMBER, intent.which)
    if act is Act.TOGGLE_LOCK and view.is_missing:
        return Deed(Act.NOTHING)
    if act in (Act.KICK, Act.LEAVE) and (view.is_missing or not view.others):
        return Deed(Act.NOTHING)
    if act in (Act.KICK, Act.HAND_OVER):
        return _to_somebody(act, view.others, intent.who)
    return Deed(act)


def _drawn(weights: dict[Act, int], which: float) -> Act:
    left = which * sum(weights.values())
    for act, weight in weights.items():
        left -= weight
        if left < 0:
            return act
    return Act.NOTHING


def _to_somebody(act: Act, others: Sequence[str], who: float) -> Deed:
    if not others:
        return Deed(Act.NOTHING)
    return Deed(act, others[min(int(who * len(others)), len(others) - 1)])
