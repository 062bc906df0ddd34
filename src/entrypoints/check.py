"""`greenroom check`: is the configuration right, and does the store answer?"""

import asyncio
import sys
from collections.abc import Sequence

from application.errors import StoreUnavailable
from application.store import Store
from entrypoints.container import Container
from entrypoints.logs import configure_logs
from entrypoints.settings import Settings


def check(settings: Settings) -> int:
    """Say what was found, and return 0 if the server could start."""
    configure_logs(settings.log_level, settings.log_format)
    for caution in settings.cautions:
        _say(f"caution: {caution}")
    container = Container(settings=settings)
    store: Store = container.store()
    _say(f"store: {store.name}")
    try:
        cautions = asyncio.run(_cautions_of(store))
    except StoreUnavailable:
        _say("the store does not answer")
        return 1
    _say("the store answers")
    for caution in cautions:
        _say(f"caution: {caution}")
    return 0


async def _cautions_of(store: Store) -> Sequence[str]:
    """What it says when it answers. Raises `StoreUnavailable`."""
    async with store.opened():
        await store.health.check()
        return await store.health.cautions()


def _say(line: str) -> None:
    print(line, file=sys.stdout)  # noqa: T201
