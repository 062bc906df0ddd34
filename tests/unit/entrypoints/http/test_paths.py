"""Where the mounted applications begin, and where nothing is."""

import pytest

from entrypoints.http.paths import LONGEST, Paths

PATHS = Paths(["/socket.io"])


@pytest.mark.parametrize("path", ["/socket.io", "/socket.io/", "/socket.io/x/y"])
def test_a_mount_is_its_path_and_everything_below(path: str) -> None:
    assert PATHS.is_mounted(path)


@pytest.mark.parametrize("path", ["/socketXio", "/socket.iox", "//socket.io/", "/socketXio/x"])
def test_what_is_merely_like_a_mount_is_nowhere(path: str) -> None:
    assert not PATHS.is_mounted(path)
    assert PATHS.is_nowhere(path)


@pytest.mark.parametrize("path", ["/", "/rooms", "/rooms/socket.io", "/x/socket.io"])
def test_other_paths_are_left_to_the_routes(path: str) -> None:
    assert not PATHS.is_mounted(path)
    assert not PATHS.is_nowhere(path)


def test_a_path_that_is_too_long_is_nowhere() -> None:
    assert Paths([]).is_nowhere("/" + "x" * LONGEST)


def test_without_mounts_no_path_is_one() -> None:
    assert not Paths([]).is_mounted("/")
    assert not Paths([]).is_nowhere("/")
