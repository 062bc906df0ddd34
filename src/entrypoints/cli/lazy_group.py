"""Commands that are imported only when they are used, or asked for their own help."""

from collections.abc import Mapping
from importlib import import_module
from typing import Any, NamedTuple

import click
from click.shell_completion import CompletionItem

from entrypoints.cli.refused import Refused


class Lazy(NamedTuple):
    """Where a command is, as `module:attribute`, and what is said of it without importing it.

    What it needs may be missing where an `extra` installs that.
    """

    place: str
    summary: str
    extra: str | None = None

    def load(self) -> click.Command:
        """The command. Raises `Refused` where the extra is not installed."""
        module, _, attribute = self.place.partition(":")
        try:
            command: click.Command = getattr(import_module(module), attribute)
        except ModuleNotFoundError as error:
            if self.extra is None:
                raise
            raise Refused(f"{error.name} is missing: install greenroom[{self.extra}]") from None
        return command


class LazyGroup(click.Group):
    """A group whose commands are in other modules. Alone, it shows its help."""

    def __init__(self, *args: Any, lazy: Mapping[str, Lazy], **kwargs: Any) -> None:
        """`lazy` has the commands by name, in the order in which they are listed."""
        super().__init__(*args, **kwargs)
        self._lazy = lazy

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self._lazy)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        lazy = self._lazy.get(cmd_name)
        return lazy and lazy.load()

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, lazy.summary) for name, lazy in self._lazy.items()])

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        fitting = [name for name in self._lazy if name.startswith(incomplete)]
        names = [CompletionItem(name, help=self._lazy[name].summary) for name in fitting]
        return names + click.Command.shell_complete(self, ctx, incomplete)
