"""Whether the players of a room know the same, and whether it is so."""

from dataclasses import replace

import pytest

from greenroom_bots.agreement import KEPT, Facts, Lock, Versions, disagreement
from greenroom_bots.hearing import Knowledge

KNOWN = Knowledge("ada", is_locked=False, members={"ada": True, "ben": True})
TRUE = Facts(here=["ada", "ben"], members=["ada", "ben"], gone=["cleo"], is_locked=False)


def test_those_who_know_the_same_and_are_right_agree() -> None:
    assert disagreement({"Ada": KNOWN, "Ben": KNOWN}, TRUE) is None
    assert disagreement({}, TRUE) is None


@pytest.mark.parametrize(
    ("other", "told"),
    [
        (replace(KNOWN, host_id="ben"), "the host is ada / ben"),
        (replace(KNOWN, is_locked=True), "it is open / locked"),
        (replace(KNOWN, members={"ada": True, "ben": False}), "ben is here / away"),
        (replace(KNOWN, members={"ada": True}), "ben is here / no member"),
    ],
)
def test_where_two_differ_is_told(other: Knowledge, told: str) -> None:
    assert disagreement({"Ada": KNOWN, "Ben": other}, TRUE) == f"Ada and Ben differ: {told}"


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        (replace(TRUE, here=["ada", "ben", "dan"]), "dan is not shown as here"),
        (replace(TRUE, members=["ada", "ben", "eve"]), "eve is no member"),
        (replace(TRUE, gone=["ben"]), "ben has gone, and is a member"),
        (replace(TRUE, is_locked=True), "the lock is not as the acknowledged commands left it"),
    ],
)
def test_what_all_know_and_is_not_so_is_told(facts: Facts, told: str) -> None:
    assert disagreement({"Ada": KNOWN}, facts) == f"all know something wrong: {told}"


def test_of_a_lock_that_can_not_be_told_nothing_is_said() -> None:
    assert disagreement({"Ada": KNOWN}, replace(TRUE, is_locked=None)) is None


def test_a_version_that_is_two_things_is_told() -> None:
    versions = Versions()
    assert versions.shown("Ada", 3, KNOWN) is None
    assert versions.shown("Ben", 3, KNOWN) is None
    told = versions.shown("Cleo", 3, replace(KNOWN, is_locked=True))
    assert told == "Ada and Cleo were shown different versions 3: it is open / locked"


def test_old_versions_are_forgotten() -> None:
    versions = Versions()
    for version in range(1, KEPT + 2):
        assert versions.shown("Ada", version, KNOWN) is None
    assert versions.shown("Ben", 1, replace(KNOWN, is_locked=True)) is None


def test_the_lock_is_as_acknowledged_commands_leave_it_until_an_answer_is_lost() -> None:
    lock = Lock()
    assert lock.expected is False
    lock.toggled()
    assert lock.expected is True
    lock.unknown()
    lock.toggled()
    assert lock.expected is None
    lock.agreed(is_locked=True)
    lock.toggled()
    assert lock.expected is False
