from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entrypoints.dotenv import parse_dotenv, read_dotenv


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("NAME=value", "value"),
        ("NAME = value ", "value"),
        ("  export NAME=value", "value"),
        ("NAME=", ""),
        ("NAME= # nothing", ""),
        ("NAME=value # why", "value"),
        ("NAME=value#1", "value#1"),
        ("NAME=#1", "#1"),
        ("NAME=two words", "two words"),
        ("NAME=a=b", "a=b"),
        ("NAME=it's", "it's"),
        ("NAME=$OTHER", "$OTHER"),
        ("NAME='a # b'", "a # b"),
        (r"NAME='a\n'", r"a\n"),
        ('NAME="a # b" # why', "a # b"),
        (r'NAME="a\nb\t\"c\" \\ \d"', 'a\nb\t"c" \\ \\d'),
        ("NAME=''", ""),
        ("NAME=value\r", "value"),
        ("\ufeffNAME=value".removeprefix("\ufeff"), "value"),
    ],
)
def test_a_line_sets_a_value(line: str, value: str) -> None:
    assert parse_dotenv(line) == ({"NAME": value}, [])


@pytest.mark.parametrize("line", ["", "   ", "# NAME=value", "  # why", "\r"])
def test_blank_lines_and_comments_count_for_nothing(line: str) -> None:
    assert parse_dotenv(line) == ({}, [])


@pytest.mark.parametrize(
    "line",
    [
        "hunter2",
        "NAME hunter2",
        "=hunter2",
        "1NAME=hunter2",
        "NA-ME=hunter2",
        'NAME="hunter2',
        "NAME='hunter2",
        'NAME="hunter2" more',
        r'NAME="hunter2\"',
        "export hunter2",
        "NAME: hunter2",
    ],
)
def test_a_malformed_line_is_told_by_its_number_and_not_shown(line: str) -> None:
    found = parse_dotenv(f"# first\n{line}\nPORT=1")
    assert found == ({"PORT": "1"}, [".env, line 2 is not NAME=value"])


def test_the_last_of_two_lines_wins() -> None:
    assert parse_dotenv("PORT=1\nPORT=2").values == {"PORT": "2"}


def test_a_file_may_begin_with_a_byte_order_mark(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_bytes(b"\xef\xbb\xbfPORT=1\r\nHOST=\xc3\xa4\r\n")
    assert read_dotenv(file) == ({"PORT": "1", "HOST": "ä"}, [])


def test_a_file_that_is_not_there_sets_nothing(tmp_path: Path) -> None:
    assert read_dotenv(tmp_path / ".env") == ({}, [])


def test_a_file_that_is_a_directory_is_told(tmp_path: Path) -> None:
    found = read_dotenv(tmp_path)
    assert found == ({}, [f"{tmp_path} can't be read: Is a directory"])


def test_a_file_that_is_no_text_is_told(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_bytes(b"JWT_SECRET=\xff\xfe")
    assert read_dotenv(file) == ({}, [f"{file} can't be read: it is not UTF-8 text"])


@given(st.text())
def test_any_text_is_read_line_by_line(text: str) -> None:
    found = parse_dotenv(text)
    assert len(found.values) + len(found.complaints) <= text.count("\n") + 1


@given(st.text().filter(lambda text: "'" not in text and "\n" not in text))
def test_a_value_in_single_quotes_is_taken_as_it_is(value: str) -> None:
    assert parse_dotenv(f"NAME='{value}'").values == {"NAME": value}
