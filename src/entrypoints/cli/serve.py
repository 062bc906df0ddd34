"""`greenroom serve`: run a node, or several."""

from dataclasses import replace
from typing import TYPE_CHECKING

import click

from entrypoints.cli.configured import configured
from entrypoints.cli.explained import Explained

if TYPE_CHECKING:
    from entrypoints.settings import Settings

VARIABLES = {
    "HOST, PORT": "where to listen, unless an option says so",
    "REDIS_URL": "the Redis or Valkey that holds the rooms; without it they are in memory",
    "STORE, DATABASE_URL": "PostgreSQL, or a store of your own, in its place",
    "JWT_SECRET": "signs tokens; required with any of these",
    "TRUSTED_PROXIES": "the proxies in front",
    "SHUTDOWN_TIMEOUT_MS": "the time to stop in",
    "LOG_LEVEL, LOG_FORMAT": "what goes to standard error, and how",
}


@click.command(
    cls=Explained,
    variables=VARIABLES,
    statuses={0: "it was told to stop, and did", 1: "it could not start, and said why"},
    examples={
        "greenroom serve": "one node, on 127.0.0.1:3000",
        "greenroom serve --host 0.0.0.0": "for phones on the same network too",
        "greenroom serve --workers 2": "two nodes, on PORT and the port after it",
    },
)
@click.option("--host", metavar="HOST", help="Where to listen (default: HOST, or 127.0.0.1).")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    metavar="PORT",
    help="Port (default: PORT, or 3000); 0: any free one.",
)
@click.option("--reload", is_flag=True, help="Restart when the code changes.")
@click.option(
    "--workers",
    type=click.IntRange(1, 64),
    default=1,
    metavar="N",
    help="N nodes, on PORT, PORT+1, ...; more than one needs Redis or STORE, and a proxy with "
    "affinity for clients that poll.",
)
@click.option("--parent", type=int, hidden=True)
@configured
def serve(
    settings: "Settings",
    host: str | None,
    port: int | None,
    reload: bool,
    workers: int,
    parent: int | None,
) -> int:
    """Run the server until it is told to stop (SIGTERM, SIGINT).

    It needs nothing for a trial: then rooms are in its memory, and end with it. With Redis, Valkey
    or PostgreSQL they survive it, and any number of nodes share them.
    """
    settings = replace(
        settings,
        host=settings.host if host is None else host,
        port=settings.port if port is None else port,
    )
    if workers > 1:
        from entrypoints.nodes import serve_nodes

        return serve_nodes(settings, workers)
    if reload:
        from entrypoints.reloading import serve_reloading

        return serve_reloading(settings)
    from entrypoints.serve import serve

    return serve(settings, parent)
