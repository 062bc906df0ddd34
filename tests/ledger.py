"""What clients were told of their commands, to be held against what was committed."""

from collections import Counter
from collections.abc import Iterable, Iterator

from application.commit import Commit
from domain.events import HostChanged, LeaveReason, LockToggled, MemberJoined, MemberLeft

TOGGLE = "toggle"
UNKNOWN = ("SERVICE_UNAVAILABLE", "no answer")
"""Outcomes that say nothing about whether the change was made."""


class Ledger:
    """An effect is named by what was asked for and of whom: `toggle`, `kick u5`."""

    def __init__(self) -> None:
        self._acknowledged: Counter[str] = Counter()
        self._unknown: Counter[str] = Counter()
        self._joined: dict[str, str | None] = {}

    def note(self, effect: str, outcome: str) -> None:
        """A command had this outcome: `ok`, the code of an error, or `no answer`."""
        if outcome == "ok":
            self._acknowledged[effect] += 1
        elif outcome in UNKNOWN:
            self._unknown[effect] += 1

    def note_join(self, key: str, user_id: str | None) -> None:
        """A request with this `Idempotency-Key` made this user, or had no answer that tells."""
        known = self._joined.get(key)
        assert user_id is None or known in (None, user_id), f"{key} made {known} and {user_id}"
        self._joined[key] = user_id or known

    def check(self, commits: Iterable[Commit]) -> None:
        """Everything acknowledged was committed exactly as often; what was not, no more often
        than somebody may have asked for it; and nothing else was."""
        happened = Counter(effect for commit in commits for effect in _effects(commit))
        joined = Counter({effect: n for effect, n in happened.items() if "join" in effect})
        for effect in (happened - joined) | self._acknowledged:
            least, most = self._acknowledged[effect], self._unknown[effect]
            assert least <= happened[effect] <= least + most, (
                f"{effect}: acknowledged {least} times, unknown {most} times, "
                f"committed {happened[effect]} times"
            )
        self._check_joins(joined)

    def _check_joins(self, joined: Counter[str]) -> None:
        told = {f"join {user}" for user in self._joined.values() if user}
        assert set(joined.values()) <= {1}, f"joined more than once: {joined}"
        assert told <= joined.keys(), f"told that they are in: {told}, joined: {joined}"
        unknown = list(self._joined.values()).count(None)
        assert len(joined) <= len(told) + unknown, f"joined: {joined}; told {told} and {unknown}"


def _effects(commit: Commit) -> Iterator[str]:
    """What clients may have asked for that comes to this."""
    names = [type(event) for event in commit.events]
    for event in commit.events:
        match event:
            case LockToggled():
                yield TOGGLE
            case HostChanged(host_id) if MemberLeft not in names:  # nobody's successor
                yield f"hand to {host_id}"
            case MemberJoined(member):
                yield f"join {member.id}"
            case MemberLeft(user_id, LeaveReason.KICKED):
                yield f"kick {user_id}"
            case MemberLeft(user_id):
                yield f"leave {user_id}"
