from datetime import timedelta

import pytest

from application.ports import Budget


@pytest.mark.parametrize(("limit", "seconds"), [(0, 60), (-1, 60), (1, 0), (1, -1), (1, 0.0009)])
def test_a_budget_of_nothing_is_refused(limit: int, seconds: float) -> None:
    with pytest.raises(ValueError, match="no budget"):
        Budget(limit, timedelta(seconds=seconds))


def test_a_budget_tells_its_window_in_milliseconds() -> None:
    assert Budget(1, timedelta(seconds=1.5009)).milliseconds == 1500
