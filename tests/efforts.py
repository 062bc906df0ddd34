"""How much a test of faults does: little in `make test`, a lot in `make faults`."""

import os

IS_LONG = os.environ.get("FAULTS") == "long"


def times(quick: int, long: int) -> int:
    """One of the two, as the run is meant."""
    return long if IS_LONG else quick
