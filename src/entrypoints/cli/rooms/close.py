"""`greenroom rooms close`: end a room for everybody in it."""

import sys
from typing import TYPE_CHECKING

import click

from entrypoints.cli.configured import configured
from entrypoints.cli.explained import Explained
from entrypoints.cli.rooms.at_the_store import VARIABLES, at_the_store, only_what_went_wrong
from entrypoints.cli.rooms.codes import code_argument, found_room, read_code, unknown

if TYPE_CHECKING:
    from domain.room import Room
    from entrypoints.container import Container
    from entrypoints.settings import Settings

UNKNOWN = "the store does not answer: whether {} is closed is not known; greenroom rooms show tells"


@click.command(
    cls=Explained,
    variables={**VARIABLES, "ROOM_CODE_ALPHABET": "what codes are made of, as the nodes have it"},
    statuses={
        0: "the room is closed",
        1: "it is not: the answer was no, there is no such room, a setting is wrong, or the store "
        "does not answer",
    },
    examples={
        "greenroom rooms close S33WAQ": "asks first",
        "greenroom rooms close S33WAQ --yes": "in a script",
    },
)
@code_argument
@click.option("--yes", is_flag=True, help="Don't ask.")
@configured
def close(settings: "Settings", code: str, yes: bool) -> int:
    """Close the room with this CODE for everybody in it, on every node, at once.

    The people inside hear room:closed with the reason OPERATOR_CLOSED and are sent away; nothing
    is left of the room, and no token of it opens anything again. It can't be undone.
    """
    only_what_went_wrong()
    room_id = None
    if not yes:
        room = _asked(settings, code)
        if room is None:
            click.echo("greenroom: nothing was closed", err=True)
            return 1
        room_id = room.room_id
    click.echo(f"{_closed(settings, code, room_id)}: closed")
    return 0


def _asked(settings: "Settings", text: str) -> "Room | None":
    """The room, if it is to be closed. Between question and answer no connection is kept."""
    if not sys.stdin.isatty():
        raise click.UsageError("There is no terminal to ask at: close it without asking by --yes.")
    room = at_the_store(settings, lambda container: found_room(container, text))
    connected = sum(member.is_connected for member in room.members.values())
    inside = f"members: {len(room.members)}, connected: {connected}"
    answer = click.confirm(f"Close {room.code} for everybody ({inside})?", err=True)
    return room if answer else None


def _closed(settings: "Settings", text: str, room_id: str | None) -> str:
    """The code of the room, which is closed. Raises `Refused`."""
    from domain.errors import RoomNotFound

    async def closing(container: "Container") -> str:
        code = read_code(container, text)
        try:
            await container.close_room_by_operator()(code, room_id)
        except RoomNotFound:
            raise unknown(code) from None
        return code

    return at_the_store(settings, closing, away=UNKNOWN.format(text))
