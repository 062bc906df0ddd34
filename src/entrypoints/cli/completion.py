"""`greenroom completion`: the shell completes commands, options and room codes."""

import click
from click.shell_completion import BashComplete, FishComplete, ShellComplete, ZshComplete

from entrypoints.cli.explained import Explained

SHELLS: dict[str, type[ShellComplete]] = {
    "bash": BashComplete,
    "zsh": ZshComplete,
    "fish": FishComplete,
}


@click.command(
    cls=Explained,
    variables={
        "REDIS_URL": "the Redis or Valkey whose rooms are named",
        "STORE, DATABASE_URL": "PostgreSQL, or a store of your own, in its place",
    },
    statuses={0: "the script was printed"},
    examples={"source <(greenroom completion bash)": "for this bash alone; zsh can it too"},
)
@click.argument("shell", type=click.Choice(list(SHELLS)))
@click.pass_context
def completion(context: click.Context, shell: str) -> None:
    """Print the script with which a shell completes commands, options and room codes.

    \b
    bash, 4.4 or later, with bash-completion:
      greenroom completion bash > ~/.local/share/bash-completion/completions/greenroom
    zsh, in a folder that fpath names before compinit is called:
      greenroom completion zsh > ~/.zfunc/_greenroom
    fish:
      greenroom completion fish > ~/.config/fish/completions/greenroom.fish

    Room codes are those of the store that the environment and .env name, where that answers within
    a second.
    """
    root = context.find_root()
    variable = f"_{root.info_name}_complete".upper()
    script = SHELLS[shell](root.command, {}, str(root.info_name), variable)
    click.echo(script.source(), nl=False)
