"""Codes and ids that no room has had, whatever the store remembers of other runs.

The ports for chance are the business of the application under test, not of its tests.
"""

import os


def fresh(name: str) -> str:
    """An id that was never used."""
    return f"{name}-{os.urandom(16).hex()}"


def fresh_code() -> str:
    """A room code that was never used."""
    return os.urandom(6).hex().upper()
