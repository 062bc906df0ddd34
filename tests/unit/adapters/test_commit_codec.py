"""Commits as Redis announces them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.commit_codec import decode_commits, encode_commit, message_of
from application.commit import Commit
from domain.events import Event, LockToggled
from tests.any_rooms import EVENTS, commits
from tests.rooms import NOON

A_COMMIT = Commit("KRTWXY", "room", "revision 1", "revision 2", 2, NOON, (LockToggled(True),))


def message(*commits: Commit) -> bytes:
    return message_of([encode_commit(commit) for commit in commits])


@given(st.lists(commits, min_size=1, max_size=4))
def test_commits_come_out_as_they_went_in(given: list[Commit]) -> None:
    assert decode_commits(message(*given)) == given


@pytest.mark.parametrize("kind", EVENTS)
@given(data=st.data())
def test_every_kind_of_event_comes_out_as_it_went_in(
    kind: type[Event], data: st.DataObject
) -> None:
    event = data.draw(EVENTS[kind])
    commit = Commit("KRTWXY", "room", "revision 1", "revision 2", 2, NOON, (event,))
    (found,) = decode_commits(message(commit))
    assert found.events == (event,)
    assert type(found.events[0]) is kind


def test_commits_that_were_made_together_are_one_message_in_their_order() -> None:
    first, second = A_COMMIT, Commit("KRTWXY", "room", "revision 2", "revision 3", 3, NOON, ())
    assert decode_commits(message(first, second)) == [first, second]


@given(st.binary() | st.text().map(str.encode))
def test_anything_else_is_a_value_error_or_no_commits(foreign: bytes) -> None:
    try:
        assert decode_commits(foreign) == []
    except ValueError:
        return


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (b'"LockToggled"', b'"LockPicked"'),
        (b'"is_locked":true', b'"is_locked":"yes"'),
        (b'"version":2', b'"version":"2"'),
        (b"2030-06-01T12", b"noon"),
        (b'"previous":"revision 1",', b""),
    ],
)
def test_a_message_with_something_foreign_in_it_is_a_value_error(
    ours: bytes, theirs: bytes
) -> None:
    assert ours in message(A_COMMIT)
    with pytest.raises(ValueError):
        decode_commits(message(A_COMMIT).replace(ours, theirs))


def test_half_a_character_is_a_value_error() -> None:
    with pytest.raises(ValueError):
        encode_commit(Commit("\ud800", "room", "", "revision", 1, NOON, ()))
