"""Ids that were never given before and can't be guessed."""

import base64
import hmac
import re

import pytest

from adapters.random_ids import RandomIds
from application.ports import Ids


def test_an_id_is_url_safe_text_of_128_bits() -> None:
    assert re.fullmatch(r"[A-Za-z0-9_-]{22}", RandomIds().new())


def test_no_two_ids_are_alike() -> None:
    ids = RandomIds()
    assert len({ids.new() for _ in range(10_000)}) == 10_000


def test_it_is_the_port() -> None:
    assert Ids in RandomIds.__mro__


def test_a_name_has_one_id_on_all_nodes_that_share_a_secret() -> None:
    one, other = RandomIds("a secret"), RandomIds("a secret")
    assert one.named("ada") == one.named("ada") == other.named("ada")
    assert re.fullmatch(r"[A-Za-z0-9_-]{22}", one.named("ada"))


def test_another_name_or_another_secret_is_another_id() -> None:
    one, other = RandomIds("a secret"), RandomIds("another secret")
    assert len({one.named("ada"), one.named("ben"), one.named("eva"), other.named("ada")}) == 4


@pytest.mark.parametrize("secret", [None, ""])
def test_without_a_secret_nobody_else_knows_the_ids_of_names(secret: str | None) -> None:
    assert RandomIds(secret).named("ada") != RandomIds(secret).named("ada")


def test_ids_of_names_do_not_give_the_secret_away_as_a_signature_with_it_would() -> None:
    signed = hmac.digest(b"a secret", b"ada", "sha256")
    assert RandomIds("a secret").named("ada") not in base64.urlsafe_b64encode(signed).decode()
