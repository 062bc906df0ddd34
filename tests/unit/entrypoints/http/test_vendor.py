"""What others wrote is served as they wrote it."""

import re
from hashlib import sha256

from entrypoints.http.pages import STATIC

VENDOR = STATIC / "vendor"
ROW = re.compile(r"^\| `([^`]+)` \|.*\| `([0-9a-f]{64})` \|$", re.MULTILINE)


def test_every_file_of_others_has_the_bytes_that_its_row_says() -> None:
    told = dict(ROW.findall((VENDOR / "README.md").read_text()))
    files = {file.name: file for file in VENDOR.iterdir() if file.name != "README.md"}
    assert told == {name: sha256(file.read_bytes()).hexdigest() for name, file in files.items()}
