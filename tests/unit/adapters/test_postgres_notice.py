"""What a notification carries."""

import pytest
from hypothesis import given

from adapters.commit_codec import decode_commits, encode_commit, message_of
from adapters.postgres_notice import decode_notice, encode_notice, encode_probe
from application.commit import Commit
from tests.any_rooms import commits


@given(commits)
def test_commits_come_out_as_they_went_in(commit: Commit) -> None:
    message = message_of([encode_commit(commit)])
    notice = decode_notice(encode_notice(commit.code, commit.revision, message).decode())
    assert (notice.code, notice.revision) == (commit.code, commit.revision)
    assert notice.message is not None
    assert decode_commits(notice.message) == [commit]


@given(commits)
def test_no_notification_has_a_character_that_postgres_refuses(commit: Commit) -> None:
    message = message_of([encode_commit(commit)])
    assert b"\0" not in encode_notice(commit.code, commit.revision, message)


def test_a_notice_without_commits_says_that_there_are_none() -> None:
    assert decode_notice(encode_notice("CODE", "revision").decode()).message is None


def test_a_probe_is_told_from_the_notice_of_a_room() -> None:
    assert decode_notice(encode_probe("a word").decode()).probe == "a word"
    assert decode_notice(encode_notice("CODE", "revision").decode()).probe is None


@pytest.mark.parametrize("payload", ["", "hello", "[]", "{}", '{"code": 1, "revision": "r"}'])
def test_anything_else_is_refused(payload: str) -> None:
    with pytest.raises(ValueError):
        decode_notice(payload)
