"""How long the store has been answering."""


class Contact:
    """A node's unbroken contact with the store. Times are the event loop's, in seconds.

    It breaks when the store fails, and when nothing was heard for longer than `longest_gap`:
    a node that was frozen itself has heard of no failure.
    """

    def __init__(self, longest_gap: float) -> None:
        self._longest_gap = longest_gap
        self._since: float | None = None
        self._last = 0.0

    def answered(self, now: float) -> None:
        """The store has answered."""
        if not self._is_unbroken(now):
            self._since = now
        self._last = now

    def failed(self) -> None:
        """The store has not answered in time."""
        self._since = None

    def lasts(self, now: float) -> float:
        """For how many seconds it has been unbroken."""
        if self._since is None or not self._is_unbroken(now):
            return 0.0
        return now - self._since

    def _is_unbroken(self, now: float) -> bool:
        return self._since is not None and now - self._last <= self._longest_gap
