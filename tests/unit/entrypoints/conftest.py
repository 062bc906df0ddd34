"""A loop whose time flies, and logging as it was before."""

import io
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.hurried_loop import HurriedLoop
from tests.log_lines import logging_restored


def pytest_asyncio_loop_factories(config: Any, item: Any) -> dict[str, Callable[[], HurriedLoop]]:
    return {"hurried": HurriedLoop}


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    """What a test logs to; afterwards logging is as before."""
    with logging_restored():
        yield io.StringIO()
