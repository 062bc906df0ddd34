"""The command `greenroom`: a file a command, each imported only when it is used."""

from entrypoints.cli.greenroom import main

__all__ = ["main"]
