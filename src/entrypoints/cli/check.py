"""`greenroom check`: is the configuration right, does the store answer, and is its feed heard?"""

import asyncio
from typing import TYPE_CHECKING

import click

from entrypoints.cli.configured import configured
from entrypoints.cli.explained import Explained
from entrypoints.one_line import one_line

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
        1: "a setting is wrong, or the store or its feed does not answer",
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
    from entrypoints.container import Container
    from entrypoints.logs import configure_logs

    configure_logs(settings.log_level, settings.log_format)
    for caution in settings.cautions:
        click.echo(f"caution: {caution}")
    store: Store = Container(settings=settings).store()
    click.echo(f"store: {store.name}")
    return 0 if asyncio.run(_serves(store)) else 1


async def _serves(store: "Store") -> bool:
    """Whether a node could work with it. Says what was found."""
    from application.errors import StoreUnavailable

    failing = "the store does not answer"
    try:
        async with store.opened():
            await store.health.check()
            cautions = await store.health.cautions()
            click.echo("the store answers")
            for caution in cautions:
                click.echo(f"caution: {caution}")
            failing = "the feed is not heard"
            await store.feed.probe()
            click.echo("the feed is heard")
    except StoreUnavailable:
        click.echo(failing)
        return False
    except Exception as error:  # a store of somebody's own may raise anything, its `opened` too
        click.echo(f"{failing}: {type(error).__name__}: {one_line(str(error))}")
        return False
    return True
