"""How many people a room may have (DESIGN, "Size")."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import InvalidMaxUsers
from domain.room_size import RoomSizeRule


def test_a_room_for_which_nothing_is_asked_has_the_limit() -> None:
    assert RoomSizeRule(20).read(None) == 20


@given(limit=st.integers(1, 10_000), requested=st.integers())
def test_a_size_is_from_1_to_the_limit(limit: int, requested: int) -> None:
    if 1 <= requested <= limit:
        assert RoomSizeRule(limit).read(requested) == requested
    else:
        with pytest.raises(InvalidMaxUsers):
            RoomSizeRule(limit).read(requested)


@pytest.mark.parametrize("size", [1, 20])
def test_the_bounds_are_sizes(size: int) -> None:
    assert RoomSizeRule(20).read(size) == size


@pytest.mark.parametrize("size", [0, 21, -1, 10**99])
def test_what_is_beyond_the_bounds_is_refused_with_the_limit(size: int) -> None:
    with pytest.raises(InvalidMaxUsers) as refused:
        RoomSizeRule(20).read(size)
    assert refused.value.limit == 20


@pytest.mark.parametrize("size", [True, False, 1.0, 7.5, "7", [], float("nan")])
def test_what_is_no_whole_number_is_refused(size: object) -> None:
    with pytest.raises(InvalidMaxUsers):
        RoomSizeRule(20).read(size)  # type: ignore[arg-type] # as a careless caller would


@pytest.mark.parametrize("limit", [0, -1])
def test_a_limit_without_a_place_for_the_host_is_refused(limit: int) -> None:
    with pytest.raises(ValueError, match="a room has at least 1 place"):
        RoomSizeRule(limit)
