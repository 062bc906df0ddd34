"""Codes that can't be foreseen and offend nobody."""

from collections import Counter

import pytest

from adapters.random_codes import RandomCodes
from application.errors import RoomCodeGenerationFailed
from application.ports import RoomCodes
from domain.offensive_codes import offends
from domain.room_code import LONGEST_CODE, RoomCodeRule

ALPHABET = "3479ABCDEFGHJKMNPQRSTUVWXYZ"


@pytest.mark.parametrize("length", [1, 4, 6, LONGEST_CODE])
def test_a_code_has_the_length_and_the_characters_asked_for(length: int) -> None:
    code = RandomCodes(ALPHABET, length).mint()
    assert len(code) == length
    assert set(code) <= set(ALPHABET)


@pytest.mark.parametrize("alphabet", [ALPHABET, ALPHABET.lower(), "abAB01"])
def test_a_code_is_read_back_as_it_is(alphabet: str) -> None:
    code = RandomCodes(alphabet, 6).mint()
    assert RoomCodeRule(alphabet).read(code) == code


def test_no_code_offends_even_in_an_alphabet_that_invites_it() -> None:
    codes = RandomCodes("FUCKASH1T5", 4)
    assert not any(offends(codes.mint()) for _ in range(5_000))


def test_no_two_codes_of_many_are_alike_when_there_are_many_more() -> None:
    codes = RandomCodes(ALPHABET, 12)
    assert len({codes.mint() for _ in range(10_000)}) == 10_000


def test_every_character_is_as_likely_as_any_other_at_every_place() -> None:
    codes = RandomCodes("01", 6)
    minted = [codes.mint() for _ in range(8_000)]
    for place in zip(*minted, strict=True):
        assert 3_600 < Counter(place)["0"] < 4_400  # 4,000, give or take nine deviations


def test_all_codes_come_up() -> None:
    codes = RandomCodes("WXYZ", 2)
    assert len({codes.mint() for _ in range(1_000)}) == 16


def test_an_alphabet_that_spells_only_offence_is_given_up() -> None:
    with pytest.raises(RoomCodeGenerationFailed):
        RandomCodes("Kk", 3).mint()


@pytest.mark.parametrize("alphabet", ["", "A", "AA", "A-B"])
def test_a_bad_alphabet_is_refused_at_once(alphabet: str) -> None:
    with pytest.raises(ValueError, match="an alphabet has"):
        RandomCodes(alphabet, 6)


@pytest.mark.parametrize("length", [0, -1, LONGEST_CODE + 1])
def test_a_length_that_nobody_could_type_back_is_refused_at_once(length: int) -> None:
    with pytest.raises(ValueError, match="a room code has 1 to 64 characters"):
        RandomCodes(ALPHABET, length)


def test_it_is_the_port() -> None:
    assert RoomCodes in RandomCodes.__mro__


def test_a_seed_has_one_code() -> None:
    minted = [RandomCodes(ALPHABET, 6).mint("a seed") for _ in range(3)]
    assert len(set(minted)) == 1
    assert RoomCodeRule(ALPHABET).read(minted[0]) == minted[0]


def test_seeds_have_codes_of_their_own_that_offend_nobody() -> None:
    codes = RandomCodes("FUCKASH1T5", 8)
    minted = [codes.mint(f"seed {number}") for number in range(2_000)]
    assert len(set(minted)) > 1_990
    assert not any(offends(code) for code in minted)
