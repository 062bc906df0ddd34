"""Commands that need the configuration."""

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Concatenate, ParamSpec

import click

from entrypoints.cli.refused import Refused

if TYPE_CHECKING:
    from entrypoints.settings import Settings

P = ParamSpec("P")


def configured(run: Callable[Concatenate["Settings", P], int]) -> Callable[P, None]:
    """Has `run` given the settings, and the command end with the status that it returns.

    A wrong configuration is told, all of it, and the status is 1.
    """

    @wraps(run)
    def command(*args: P.args, **kwargs: P.kwargs) -> None:
        from entrypoints.settings import InvalidSettings, Settings

        try:
            status = run(Settings.load(), *args, **kwargs)
        except InvalidSettings as error:
            raise Refused(str(error)) from None
        click.get_current_context().exit(status)

    return command
