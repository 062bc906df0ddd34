"""Which paths are this entrypoint's, and which are nobody's."""

import re
from collections.abc import Sequence

LONGEST = 1024
"""Characters. No route is longer, and the framework remembers the paths that it is asked for."""


class Paths:
    """Tells the paths of other applications, mounted at `mounts`, from its own."""

    def __init__(self, mounts: Sequence[str]) -> None:
        self._mounts = frozenset(mounts)
        self._below = tuple(f"{mount}/" for mount in mounts)
        patterns = (f"/*{mount.lstrip('/')}" for mount in mounts)
        self._alike = re.compile("|".join(patterns) or "(?!)")

    def is_mounted(self, path: str) -> bool:
        """Whether another application answers at this path."""
        return path in self._mounts or path.startswith(self._below)

    def is_nowhere(self, path: str) -> bool:
        """Whether nothing is there, though the framework might think so.

        It takes the mounts for patterns and prefixes, after merging slashes: for a path that
        is merely like a mount it fails, or asks the mounted application.
        """
        return len(path) > LONGEST or self._alike.match(path) is not None
