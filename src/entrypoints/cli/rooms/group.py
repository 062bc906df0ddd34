"""The commands about rooms."""

import click

from entrypoints.cli.lazy_group import Lazy, LazyGroup

COMMANDS = {
    "list": Lazy("entrypoints.cli.rooms.list:list_rooms", "List all rooms."),
    "show": Lazy("entrypoints.cli.rooms.show:show", "Show one room and who is in it."),
    "close": Lazy("entrypoints.cli.rooms.close:close", "Close a room for everybody in it."),
}

EPILOG = """\b
Examples:
  greenroom rooms list
  greenroom rooms show S33WAQ
  greenroom rooms close S33WAQ

They need the configuration of the nodes (REDIS_URL, or STORE and DATABASE_URL; JWT_SECRET), and
no node that runs."""


@click.group(cls=LazyGroup, lazy=COMMANDS, epilog=EPILOG)
def rooms() -> None:
    """List, show and close rooms, in the store that the nodes share."""
