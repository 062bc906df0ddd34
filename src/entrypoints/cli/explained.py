"""Commands whose `--help` explains."""

from collections.abc import Mapping
from typing import Any

import click


class Explained(click.Command):
    """Ends its help with examples, exit statuses and the variables that matter."""

    def __init__(
        self,
        *args: Any,
        examples: Mapping[str, str],
        statuses: Mapping[int, str],
        variables: Mapping[str, str],
        **kwargs: Any,
    ) -> None:
        """Each with what it means; 2 is the status of wrong use for all of them."""
        super().__init__(*args, **kwargs)
        self.examples = examples
        self.statuses = {**statuses, 2: "it was used wrongly"}
        self.variables = variables

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Environment"):
            formatter.write_dl(list(self.variables.items()))
        with formatter.section("Exit status"):
            formatter.write_dl([(str(status), text) for status, text in self.statuses.items()])
        with formatter.section("Examples"):
            formatter.write_dl(list(self.examples.items()), col_max=60)
