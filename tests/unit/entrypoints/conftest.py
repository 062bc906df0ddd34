import io
from collections.abc import Iterator

import pytest

from tests.log_lines import logging_restored


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    """What a test logs to; afterwards logging is as before."""
    with logging_restored():
        yield io.StringIO()
