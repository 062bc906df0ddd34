"""Programs of the machine that tests use, and that not every machine has."""

import os
import shutil

import pytest


def program(*names: str) -> str:
    """Where the first of these is that is there.

    Skips the test where none is; fails it where CI is set.
    """
    for name in names:
        if found := shutil.which(name):
            return found
    if os.environ.get("CI"):
        pytest.fail(f"not found: {' or '.join(names)}")
    pytest.skip(f"not found: {' or '.join(names)}")
