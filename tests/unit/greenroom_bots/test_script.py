"""What a player does next."""

from itertools import islice
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from greenroom_bots.script import Act, Deed, Intent, Script, View, decide

ALONE = View(is_host=True, is_locked=False, is_missing=False, others=[])
HOST = View(is_host=True, is_locked=False, is_missing=False, others=["ben", "cleo"])
MEMBER = View(is_host=False, is_locked=False, is_missing=False, others=["ada"])

views = st.builds(
    View,
    is_host=st.booleans(),
    is_locked=st.booleans(),
    is_missing=st.booleans(),
    others=st.lists(st.sampled_from(["ben", "cleo", "dan"]), unique=True),
    strangers=st.lists(st.just("nobody"), max_size=1),
)
intents = st.builds(
    Intent,
    pause=st.floats(0, 100),
    is_drop=st.booleans(),
    which=st.floats(0, 1, exclude_max=True),
    who=st.floats(0, 1, exclude_max=True),
)


def intent(which: float = 0.0, who: float = 0.0, *, is_drop: bool = False) -> Intent:
    return Intent(pause=1.0, is_drop=is_drop, which=which, who=who)


def script(seed: int, drops: float = 60.0) -> Script:
    return Script(Random(seed), pace=5.0, drops=drops)


def test_the_same_seed_makes_the_same_script() -> None:
    one, same, other = script(1), script(1), script(2)
    intended = [one.intent() for _ in range(50)]
    assert [same.intent() for _ in range(50)] == intended
    assert [other.intent() for _ in range(50)] != intended


def test_without_drops_no_connection_is_dropped() -> None:
    steady, shaky = script(1, drops=0), script(1, drops=5)
    assert not any(steady.intent().is_drop for _ in range(500))
    assert 150 < sum(shaky.intent().is_drop for _ in range(500)) < 350, "as often as acts"


def test_pauses_are_as_long_as_they_are_asked_for_on_the_whole() -> None:
    calm = script(7, drops=0)
    pauses = [intent.pause for intent in islice(iter(calm.intent, None), 2000)]
    assert 4.5 < sum(pauses) / len(pauses) < 5.5


def test_a_drop_comes_whatever_there_is_to_see() -> None:
    assert decide(intent(is_drop=True), MEMBER) == Deed(Act.DROP)


@pytest.mark.parametrize(
    ("which", "who", "deed"),
    [
        (0.0, 0.0, Deed(Act.TOGGLE_LOCK)),
        (0.55, 0.0, Deed(Act.HAND_OVER, "ben")),
        (0.55, 0.99, Deed(Act.HAND_OVER, "cleo")),
        (0.71, 0.0, Deed(Act.KICK, "ben")),
        (0.75, 0.0, Deed(Act.LEAVE)),
        (0.80, 0.0, Deed(Act.RELOAD)),
        (0.99, 0.0, Deed(Act.NOTHING)),
    ],
)
def test_a_host_does_what_hosts_may(which: float, who: float, deed: Deed) -> None:
    assert decide(intent(which, who), HOST) == deed


def test_a_host_lets_in_who_is_missing_before_anything_else() -> None:
    locked = View(is_host=True, is_locked=True, is_missing=True, others=["ben"])
    assert decide(intent(0.99), locked) == Deed(Act.TOGGLE_LOCK)


def test_a_host_sends_away_who_never_came() -> None:
    haunted = View(
        is_host=True, is_locked=False, is_missing=False, others=["ben"], strangers=["ghost"]
    )
    assert decide(intent(0.99), haunted) == Deed(Act.KICK, "ghost")


@given(intents, views)
def test_nobody_does_what_would_be_refused_or_would_end_the_room(
    intent: Intent, view: View
) -> None:
    deed = decide(intent, view)
    if deed.act in (Act.TOGGLE_LOCK, Act.HAND_OVER, Act.KICK):
        assert view.is_host
    if deed.act in (Act.HAND_OVER, Act.KICK):
        assert deed.user_id in [*view.others, *view.strangers]
    if deed.act is Act.LEAVE:
        assert view.others
        assert not view.is_missing
    if deed.act is Act.TOGGLE_LOCK and view.is_missing:
        assert view.is_locked


def test_the_only_one_in_a_room_stays() -> None:
    for which in (0.55, 0.71, 0.75):
        assert decide(intent(which), ALONE) == Deed(Act.NOTHING)
