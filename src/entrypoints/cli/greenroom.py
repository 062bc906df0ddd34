"""The command `greenroom` and the names of all that it can do."""

from collections.abc import Sequence
from typing import NoReturn

import click

from entrypoints.cli.lazy_group import Lazy, LazyGroup

COMMANDS = {
    "serve": Lazy("entrypoints.cli.serve:serve", "Run the server."),
    "check": Lazy("entrypoints.cli.check:check", "Check the configuration, and the store."),
    "rooms": Lazy("entrypoints.cli.rooms:rooms", "List, show and close rooms."),
    "bots": Lazy("greenroom_bots.cli:bots", "Let scripted players loose on a server.", "bots"),
    "completion": Lazy(
        "entrypoints.cli.completion:completion", "Have a shell complete commands and room codes."
    ),
}
"""In the order in which they are listed."""

EPILOG = """\b
Examples:
  greenroom check
  greenroom serve --port 8000
  greenroom serve --help

Configured by environment variables and a file .env in the working directory: see
docs/configuration.md. None is needed for a trial. The exit status is 0 when all went well, 1 when
it did not, and 2 for a command that is used wrongly."""


@click.group(cls=LazyGroup, lazy=COMMANDS, epilog=EPILOG)
@click.version_option(package_name="greenroom", message="%(version)s")
def greenroom() -> None:
    """A server for short-lived rooms that people enter with a code."""


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run a command, and end the process with its exit status."""
    greenroom.main(arguments, prog_name="greenroom")
