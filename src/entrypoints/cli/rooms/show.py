"""`greenroom rooms show`: one room, and who is in it."""

from typing import TYPE_CHECKING

import click

from entrypoints.cli.configured import configured
from entrypoints.cli.explained import Explained
from entrypoints.cli.rooms.at_the_store import VARIABLES, at_the_store, only_what_went_wrong
from entrypoints.cli.rooms.codes import code_argument, found_room
from entrypoints.cli.tables import print_table

if TYPE_CHECKING:
    from datetime import datetime

    from domain.room import Room
    from entrypoints.cli.rooms.views import MemberView
    from entrypoints.container import Container
    from entrypoints.settings import Settings

HEADINGS = ("ID", "HOST", "CONNECTED", "JOINED", "NODE", "NAME")


@click.command(
    cls=Explained,
    variables={**VARIABLES, "ROOM_CODE_ALPHABET": "what codes are made of, as the nodes have it"},
    statuses={
        0: "the room was shown",
        1: "there is no such room, a setting is wrong, or the store does not answer",
    },
    examples={
        "greenroom rooms show S33WAQ": "for people",
        "greenroom rooms show S33WAQ --json": "for programs, as one object",
    },
)
@code_argument
@click.option("--json", "as_json", is_flag=True, help="As one JSON object.")
@configured
def show(settings: "Settings", code: str, as_json: bool) -> int:
    """Show everything about the room with this CODE: its members, where they are connected, and
    until when it lasts. Names are private: show them to nobody whom they don't concern."""
    only_what_went_wrong()

    async def look(container: "Container") -> "tuple[Room, datetime]":
        return await found_room(container, code), container.clock().now()

    room, now = at_the_store(settings, look)
    if as_json:
        from entrypoints.cli.rooms.views import ShownRoomView, json_line

        click.echo(json_line(ShownRoomView.of(room)))
    else:
        _print(room, now)
    return 0


def _print(room: "Room", now: "datetime") -> None:
    from entrypoints.cli.rooms.views import ShownRoomView, between, span

    view = ShownRoomView.of(room)
    connected = sum(member.is_connected for member in view.members)
    told = {
        "code": view.code,
        "state": "locked" if view.is_locked else "open",
        "members": f"{len(view.members)} of {view.max_users}, {connected} connected",
        "version": f"{view.version}, revision {view.revision}",
        "room id": view.room_id,
        "created": f"{view.created_at}, {span(between(room.created_at, now))} ago",
        "changed": f"{view.updated_at}, {span(between(room.updated_at, now))} ago",
        "expires": f"{view.expires_at}, in {span(between(now, room.expires_at))}",
    }
    for name, text in told.items():
        click.echo(f"{name:9}{text}")
    click.echo()
    print_table(HEADINGS, [_row(member) for member in view.members])


def _row(member: "MemberView") -> tuple[str, ...]:
    from entrypoints.one_line import one_line

    return (
        member.id,
        "yes" if member.is_host else "no",
        "yes" if member.is_connected else "no",
        member.joined_at,
        member.node_id or "-",
        one_line(member.display_name, 100),
    )
