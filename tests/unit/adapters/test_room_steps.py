"""What is found after a lost reply tells whether a batch may have been applied."""

from dataclasses import replace

import pytest

from adapters.room_steps import Batch, Standing, may_stand_behind
from tests.rooms import a_room

BEFORE = replace(a_room(), version=4)
BATCH = Batch(Standing(BEFORE), replace(BEFORE, version=6), [b"{}", b"{}"], 0)


@pytest.mark.parametrize(("version", "may"), [(4, False), (5, False), (6, False), (7, True)])
def test_versions_are_given_once(version: int, may: bool) -> None:
    assert may_stand_behind(BATCH, Standing(replace(BEFORE, version=version))) is may


def test_of_another_room_and_of_none_nothing_can_be_told() -> None:
    another = replace(BEFORE, room_id="another", version=1)
    assert may_stand_behind(BATCH, Standing(another))
    assert may_stand_behind(BATCH, None)
