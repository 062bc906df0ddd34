"""Whether the players of a room know the same, and whether it is so."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from greenroom_bots.hearing import Knowledge, difference

KEPT = 200
"""Versions that are remembered for comparison."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What the players know of themselves, whatever they are told: the ids of those who are
    `here`; of all who are `members`; of those who are `gone` for good; and whether the room is
    locked, None where that can't be told."""

    here: Collection[str]
    members: Collection[str]
    gone: Collection[str]
    is_locked: bool | None


def disagreement(known: Mapping[str, Knowledge], facts: Facts) -> str | None:
    """How what these players know (by their names) differs, or is wrong; None if all is well."""
    if not known:
        return None
    (first, one), *rest = known.items()
    for name, other in rest:
        if differing := difference(one, other):
            return f"{first} and {name} differ: {differing}"
    return _wrong(one, facts)


def _wrong(known: Knowledge, facts: Facts) -> str | None:
    """What all of them know, and is not so."""
    wrong = [
        *(f"{id} is not shown as here" for id in sorted(facts.here) if not known.members.get(id)),
        *(f"{id} is no member" for id in sorted(facts.members) if id not in known.members),
        *(f"{id} has gone, and is a member" for id in sorted(facts.gone) if id in known.members),
    ]
    if facts.is_locked is not None and facts.is_locked != known.is_locked:
        wrong.append("the lock is not as the acknowledged commands left it")
    return f"all know something wrong: {', '.join(wrong)}" if wrong else None


class Versions:
    """Who was shown what as which version: one version of a room is one thing."""

    def __init__(self) -> None:
        self._shown: dict[int, tuple[str, Knowledge]] = {}

    def shown(self, name: str, version: int, known: Knowledge) -> str | None:
        """Note it. Returns how it differs from what somebody else was shown."""
        who, earlier = self._shown.setdefault(version, (name, known))
        if len(self._shown) > KEPT:
            del self._shown[min(self._shown)]
        if differing := difference(earlier, known):
            return f"{who} and {name} were shown different versions {version}: {differing}"
        return None


class Lock:
    """Whether the room is locked, by the commands that were acknowledged."""

    def __init__(self) -> None:
        self._agreed: bool | None = False  # a room is created open

    @property
    def expected(self) -> bool | None:
        """None where the outcome of a command is unknown."""
        return self._agreed

    def toggled(self) -> None:
        """A command was acknowledged."""
        if self._agreed is not None:
            self._agreed = not self._agreed

    def unknown(self) -> None:
        """The answer to a command was lost."""
        self._agreed = None

    def agreed(self, is_locked: bool) -> None:
        """All know it so."""
        self._agreed = is_locked
