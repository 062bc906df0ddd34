"""`greenroom check`: is the configuration right, and does the store answer?"""

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from entrypoints.cli.configured import configured
from entrypoints.cli.explained import Explained

if TYPE_CHECKING:
    from application.store import Store
    from entrypoints.settings import Settings

VARIABLES = {
    "REDIS_URL": "the Redis or Valkey that is asked",
    "STORE, DATABASE_URL": "PostgreSQL, or a store of your own, in its place",
    "REDIS_COMMAND_TIMEOUT": "the time for an answer, whatever the store",
}


@click.command(
    cls=Explained,
    variables=VARIABLES,
    statuses={
        0: "the server could start",
        1: "a setting is wrong, or the store does not answer",
    },
    examples={
        "greenroom check": "before a start",
        "greenroom check && greenroom serve": "start only what can start",
    },
)
@configured
def check(settings: "Settings") -> int:
    """Check the configuration and whether the store answers.

    Every variable that is wrong is named, and what about the store puts rooms at risk. It changes
    nothing, and needs no node that runs.
    """
    from application.errors import StoreUnavailable
    from entrypoints.container import Container
    from entrypoints.logs import configure_logs

    configure_logs(settings.log_level, settings.log_format)
    for caution in settings.cautions:
        click.echo(f"caution: {caution}")
    store: Store = Container(settings=settings).store()
    click.echo(f"store: {store.name}")
    try:
        cautions = asyncio.run(_cautions_of(store))
    except StoreUnavailable:
        click.echo("the store does not answer")
        return 1
    click.echo("the store answers")
    for caution in cautions:
        click.echo(f"caution: {caution}")
    return 0


async def _cautions_of(store: "Store") -> Sequence[str]:
    """What it says when it answers. Raises `StoreUnavailable`."""
    async with store.opened():
        await store.health.check()
        return await store.health.cautions()
