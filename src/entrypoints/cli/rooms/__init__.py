"""`greenroom rooms`: what an operator may do with rooms."""

from entrypoints.cli.rooms.group import rooms

__all__ = ["rooms"]
