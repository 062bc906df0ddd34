"""Ids that were never given before and can't be guessed."""

import re

from adapters.random_ids import RandomIds
from application.ports import Ids


def test_an_id_is_url_safe_text_of_128_bits() -> None:
    assert re.fullmatch(r"[A-Za-z0-9_-]{22}", RandomIds().new())


def test_no_two_ids_are_alike() -> None:
    ids = RandomIds()
    assert len({ids.new() for _ in range(10_000)}) == 10_000


def test_it_is_the_port() -> None:
    assert Ids in RandomIds.__mro__
