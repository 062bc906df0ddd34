"""Running a node that starts again when the code changes, for those who work on it."""

import os
from pathlib import Path

import uvicorn

from entrypoints.runner import OPTIONS
from entrypoints.settings import Settings


def serve_reloading(settings: Settings) -> int:
    """Run a node and watch `src`. Settings are read again at every start."""
    os.environ["HOST"], os.environ["PORT"] = settings.host, str(settings.port)
    uvicorn.run(
        "entrypoints.app:create_app",
        factory=True,
        host=settings.host,
        port=settings.port,
        reload=True,
        reload_dirs=[str(Path(__file__).parents[1])],
        log_config=None,
        access_log=False,
        timeout_graceful_shutdown=2,
        **OPTIONS,
    )
    return 0
