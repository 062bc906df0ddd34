"""Requests over HTTP and their answers, as one who watches has them."""

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from entrypoints.http.refusals import PROBLEM_JSON

Headers = Mapping[str, list[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """A request and its answer. Names of headers are in lower case, the path is decoded.

    `sent` is None where the body was not read to its end; `answered` where there can be none.
    """

    method: str
    path: str
    asked: Headers
    sent: bytes | None
    status: int
    told: Headers
    answered: bytes | None

    @property
    def plain_path(self) -> str:
        """The path as the server matches it: slashes more or less make no difference."""
        return "/" + re.sub("/+", "/", self.path).strip("/")

    @property
    def kind(self) -> str:
        """The media type of the answer."""
        return self.told.get("content-type", [""])[0].partition(";")[0]

    @property
    def problem(self) -> dict[str, Any] | None:
        """The problem document of the answer, if it is one."""
        if self.kind != PROBLEM_JSON or self.answered is None:
            return None
        return dict(json.loads(self.answered))

    def __str__(self) -> str:
        asked, told = dict(self.asked), dict(self.told)
        request = f"{self.method} {self.path} {asked} {self.sent!r}"
        return f"{request} -> {self.status} {told} {self.answered!r}"


def by_name(headers: Iterable[tuple[bytes, bytes]]) -> Headers:
    """The values of each header."""
    found: dict[str, list[str]] = defaultdict(list)
    for name, value in headers:
        found[name.decode("latin-1").lower()].append(value.decode("latin-1"))
    return found
