"""How long a client waits."""

import pytest

from greenroom_client import Timeouts


def test_one_who_says_nothing_waits_for_a_connection_as_long_as_it_takes() -> None:
    assert Timeouts().away is None


@pytest.mark.parametrize("name", ["answer", "repeat", "connect", "command", "away"])
@pytest.mark.parametrize("seconds", [0, -1.0, float("nan")])
def test_nobody_waits_for_no_time_at_all(name: str, seconds: float) -> None:
    with pytest.raises(ValueError, match=f"{name} must be above 0 seconds, not {seconds}"):
        Timeouts(**{name: seconds})
