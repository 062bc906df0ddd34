"""Commits as Redis announces them."""

from dataclasses import replace

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.commit_codec import decode_commits, encode_commit, message_of
from application.commit import Commit
from domain.events import Event, LockToggled
from tests.any_rooms import EVENTS, commits
from tests.rooms import NOON
from tests.traces import TRACE

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


class EarlierRecord(msgspec.Struct, rename="camel"):
    """A commit as nodes knew it that had no traces, and passed over what they did not know."""

    code: str
    room_id: str
    previous: str
    revision: str
    version: int
    at: str
    events: list[tuple[str, msgspec.Raw]]


def test_a_commit_of_no_trace_is_written_as_it_always_was() -> None:
    earlier = msgspec.json.decode(encode_commit(A_COMMIT), type=EarlierRecord)
    assert msgspec.json.encode(earlier) == encode_commit(A_COMMIT)
    assert decode_commits(message(A_COMMIT)) == [A_COMMIT]


def test_a_node_that_knows_no_traces_reads_a_commit_of_one() -> None:
    traced = encode_commit(replace(A_COMMIT, trace=TRACE))
    assert TRACE.encode() in traced
    earlier = msgspec.json.decode(traced, type=EarlierRecord)
    assert msgspec.json.encode(earlier) == encode_commit(A_COMMIT)


def test_what_a_later_version_adds_is_passed_over() -> None:
    later = message(A_COMMIT).replace(b'"version":2', b'"version":2,"mood":{"is":["good"]}')
    assert decode_commits(later) == [A_COMMIT]


@pytest.mark.parametrize("foreign", ["", "mine", TRACE + "0", TRACE.upper(), "x" * 1_000_000])
def test_a_trace_that_is_none_is_passed_over(foreign: str) -> None:
    told = message(replace(A_COMMIT, trace=foreign))
    assert decode_commits(told) == [A_COMMIT]


def test_half_a_character_is_a_value_error() -> None:
    with pytest.raises(ValueError):
        encode_commit(Commit("\ud800", "room", "", "revision", 1, NOON, ()))
