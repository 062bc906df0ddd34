"""`greenroom check`: is the configuration right, and does the store answer?"""

import asyncio
import sys

from application.errors import StoreUnavailable
from entrypoints.container import Container
from entrypoints.logs import configure_logs
from entrypoints.settings import Settings


def check(settings: Settings) -> int:
    """Say what was found, and return 0 if the server could start."""
    configure_logs(settings.log_level, settings.log_format)
    for caution in settings.cautions:
        _say(f"caution: {caution}")
    container = Container(settings=settings)
    _say(f"store: {container.store()}")
    if not asyncio.run(_answers(container)):
        _say("the store does not answer")
        return 1
    _say("the store answers")
    return 0


async def _answers(container: Container) -> bool:
    try:
        await container.health().check()
    except StoreUnavailable:
        return False
    finally:
        if container.store() == "redis":
            await container.redis().aclose()
    return True


def _say(line: str) -> None:
    print(line, file=sys.stdout)  # noqa: T201
