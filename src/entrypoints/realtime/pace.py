"""How fast a user may send commands."""

from collections import OrderedDict, deque
from datetime import timedelta
from enum import Enum, auto

from entrypoints.throttled import Limit, Throttled

SWEPT_AT_ONCE = 2
"""Users to forget with one command at most; more of them are never added by one."""


class Verdict(Enum):
    """What becomes of one command."""

    ADMITTED = auto()
    REFUSED = auto()
    ENDED = auto()
    """It is refused, and its sender has not heeded refusals before: hang up."""


class Pace:
    """The commands of one user: `limit` in any `window`, then as many refusals, then the end.

    True sliding windows, kept as the times of what counted; a command costs O(1). A refused
    command does not count as one.
    """

    __slots__ = ("_admitted", "_limit", "_refused", "_window")

    def __init__(self, limit: int, window: float) -> None:
        self._limit = limit
        self._window = window
        self._admitted: deque[float] = deque(maxlen=limit)
        self._refused: deque[float] = deque(maxlen=limit)

    def judge(self, now: float) -> Verdict:
        """Count one command, at this time in seconds, which never goes back."""
        if self._counts(self._admitted, now):
            return Verdict.ADMITTED
        return Verdict.REFUSED if self._counts(self._refused, now) else Verdict.ENDED

    def is_at_rest(self, now: float) -> bool:
        """Whether everything that counted is over, so that nothing is lost with this."""
        last = (times[-1] for times in (self._admitted, self._refused) if times)
        return now - max(last, default=now) >= self._window

    def _counts(self, times: deque[float], now: float) -> bool:
        if len(times) == self._limit and now - times[0] < self._window:
            return False
        times.append(now)
        return True


class Paces:
    """The paces of the users on this node, also of those who are gone for less than a window:
    coming back on another connection wins nobody anything."""

    def __init__(self, limit: int, window: timedelta, throttled: Throttled) -> None:
        self._throttled = throttled
        self._limit = limit
        self._window = window.total_seconds()
        self._paces: OrderedDict[str, Pace] = OrderedDict()
        """The user who sent last is last."""

    def __len__(self) -> int:
        """How many users are remembered."""
        return len(self._paces)

    def judge(self, user_id: str, now: float) -> Verdict:
        """Count a command of this user, at this time in seconds."""
        pace = self._paces.get(user_id)
        if pace is None:
            self._sweep(now)
            pace = self._paces[user_id] = Pace(self._limit, self._window)
        else:
            self._paces.move_to_end(user_id)
        verdict = pace.judge(now)
        if verdict is not Verdict.ADMITTED:
            self._throttled.count(Limit.COMMANDS)
        return verdict

    def _sweep(self, now: float) -> None:
        for _ in range(SWEPT_AT_ONCE):
            user_id = next(iter(self._paces), None)
            if user_id is None or not self._paces[user_id].is_at_rest(now):
                return
            del self._paces[user_id]
