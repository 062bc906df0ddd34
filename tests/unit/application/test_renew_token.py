"""An open socket's token is followed by a new one at half its life."""

from datetime import timedelta

import pytest

from application.ports import Identity
from application.renew_token import RenewToken
from tests.fakes import FakeClock, FakeTokens
from tests.rooms import BEN, CODE

MEMBER = Identity(CODE, BEN)
LIFE = timedelta(hours=6)


@pytest.fixture
def tokens(clock: FakeClock) -> FakeTokens:
    return FakeTokens(clock, LIFE)


@pytest.fixture
def renew(tokens: FakeTokens, clock: FakeClock) -> RenewToken:
    return RenewToken(tokens, clock)


def test_a_new_one_is_due_when_half_of_the_old_ones_life_is_over(
    renew: RenewToken, tokens: FakeTokens, clock: FakeClock
) -> None:
    life = tokens.lifetime(tokens.issue(MEMBER))
    assert renew.due_in(life) == LIFE / 2
    clock.advance(LIFE / 3)
    assert renew.due_in(life) == LIFE / 6


def test_it_stays_due_until_it_is_given(
    renew: RenewToken, tokens: FakeTokens, clock: FakeClock
) -> None:
    life = tokens.lifetime(tokens.issue(MEMBER))
    clock.advance(LIFE)
    assert renew.due_in(life) == -LIFE / 2


def test_the_new_one_is_for_the_same_user_and_another_one(
    renew: RenewToken, tokens: FakeTokens
) -> None:
    old = tokens.issue(MEMBER)
    new, life = renew(MEMBER)
    assert new != old
    assert tokens.examine(new) == (MEMBER, life)
