"""The options of `greenroom bots`."""

import pytest
from click.testing import CliRunner

from greenroom_bots.cli import bots


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["--rooms", "0"], "--rooms"),
        (["--rooms", "1001"], "--rooms"),
        (["--players", "none"], "--players"),
        (["--pace", "0"], "--pace"),
        (["--drops", "-1"], "--drops"),
        (["--seconds", "0"], "--seconds"),
        (["--dance"], "--dance"),
        (["ftp://127.0.0.1"], "'ftp://127.0.0.1' is no address"),
        (["127.0.0.1:3000"], "'127.0.0.1:3000' is no address"),
        (["http://"], "'http://' is no address"),
        (["http://127.0.0.1:99999"], "'http://127.0.0.1:99999' is no address"),
        (["http://127.0.0.1/?a=b"], "'http://127.0.0.1/?a=b' is no address"),
    ],
)
def test_a_wrong_option_is_named(arguments: list[str], named: str) -> None:
    ended = CliRunner().invoke(bots, arguments)
    assert ended.exit_code == 2
    assert named in ended.output


def test_the_help_says_what_it_is_for_and_what_comes_of_it() -> None:
    shown = CliRunner().invoke(bots, ["--help"])
    assert shown.exit_code == 0
    for word in ("CREATE_THROTTLE_LIMIT", "exit status", "--players", "http://127.0.0.1:3000"):
        assert word in shown.output
