"""What a command says when it can't do what it was told."""

from typing import IO, Any

import click


class Refused(click.ClickException):
    """The command ends here, with 1. The message says what was wrong."""

    def show(self, file: IO[Any] | None = None) -> None:
        click.echo(f"greenroom: {self.message}", file=file, err=True)
