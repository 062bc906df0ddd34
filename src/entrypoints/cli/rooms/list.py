"""`greenroom rooms list`: which rooms there are."""

from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

import click

from entrypoints.cli.configured import configured
from entrypoints.cli.explained import Explained
from entrypoints.cli.refused import Refused
from entrypoints.cli.rooms.at_the_store import VARIABLES, at_the_store, only_what_went_wrong
from entrypoints.cli.tables import print_table

if TYPE_CHECKING:
    from entrypoints.cli.rooms.views import ListedRoomView
    from entrypoints.container import Container
    from entrypoints.settings import Settings

HEADINGS = ("CODE", "STATE", "CONNECTED", "MEMBERS", "VERSION", "AGE", "LEFT")

LONGEST_SPAN = len("23h59m")
"""As wide a column is whatever is in it, so that the next one stays where it is."""


@click.command(
    "list",
    cls=Explained,
    variables=VARIABLES,
    statuses={0: "all were listed", 1: "a setting is wrong, or the store does not answer"},
    examples={
        "greenroom rooms list": "by their codes",
        "greenroom rooms list --json | sort": "the same, for programs",
    },
)
@click.option(
    "--json",
    "as_json",
    is_flag=True,
    help="One JSON object a line, in the order in which the store names the rooms.",
)
@configured
def list_rooms(settings: "Settings", as_json: bool) -> int:
    """List all rooms, with how many are in each, and not who.

    It reads them in batches, and holds nobody up. Rooms that come or go meanwhile may be missing.
    How many there were is said on standard error.
    """
    only_what_went_wrong()
    rooms, members, connected = at_the_store(settings, _print_json if as_json else _print_all)
    click.echo(f"rooms: {rooms}, members: {members}, connected: {connected}", err=True)
    return 0


Totals = tuple[int, int, int]


async def _print_json(container: "Container") -> Totals:
    """Each room once it is known."""
    from entrypoints.cli.rooms.views import json_line

    rooms = members = connected = 0
    async for room in _listed(container):
        click.echo(json_line(room))
        rooms, members, connected = rooms + 1, members + room.members, connected + room.connected
    return rooms, members, connected


async def _print_all(container: "Container") -> Totals:
    rooms = sorted([room async for room in _listed(container)], key=lambda room: room.code)
    print_table(HEADINGS, [_row(room) for room in rooms])
    return (
        len(rooms),
        sum(room.members for room in rooms),
        sum(room.connected for room in rooms),
    )


async def _listed(container: "Container") -> AsyncIterator["ListedRoomView"]:
    """Raises `Refused` where the store can't list its rooms."""
    from entrypoints.cli.rooms.views import ListedRoomView

    store = container.store()
    if store.directory is None:
        raise Refused(f"the store {store.name} can't list its rooms; show and close work")
    async for room in container.list_rooms()():
        yield ListedRoomView.of(room, container.clock().now())


def _row(room: "ListedRoomView") -> tuple[str, ...]:
    from entrypoints.cli.rooms.views import span
    from entrypoints.one_line import one_line

    return (
        one_line(room.code, 64),
        "locked" if room.is_locked else "open",
        str(room.connected),
        f"{room.members}/{room.max_users}",
        str(room.version),
        f"{span(room.age_seconds):{LONGEST_SPAN}}",
        span(room.left_seconds),
    )
