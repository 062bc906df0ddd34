"""Which names of requests are taken from the client."""

import pytest

from application.ports import Ids
from entrypoints.http.correlation import correlation_id


class OneId(Ids):
    def new(self) -> str:
        return "made-here"

    def named(self, name: str) -> str:
        raise NotImplementedError


@pytest.mark.parametrize("given", [b"a", b"A.b_c-9", b"x" * 64])
def test_a_well_formed_name_is_kept(given: bytes) -> None:
    assert correlation_id(given, OneId()) == given.decode()


@pytest.mark.parametrize(
    "given", [None, b"", b"x" * 65, b"a b", b"a\n", b"\xff", b'"', b"a\x1b[0m"]
)
def test_any_other_name_is_replaced(given: bytes | None) -> None:
    assert correlation_id(given, OneId()) == "made-here"
