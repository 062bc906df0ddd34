"""The name of a request, which ties its log lines and its answer together."""

import re

from application.ports import Ids

WELL_FORMED = re.compile(rb"[A-Za-z0-9._-]{1,64}")


def correlation_id(given: bytes | None, ids: Ids) -> str:
    """The client's own `X-Request-ID` if it is well-formed, else a new id."""
    if given is not None and WELL_FORMED.fullmatch(given):
        return given.decode("ascii")
    return ids.new()
