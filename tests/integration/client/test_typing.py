"""What mypy says of programs that use the client."""

import os
import re
import subprocess
import sys
from pathlib import Path

from tests.code_blocks import ROOT, blocks_in

MISTAKES = """
from typing import assert_never

from greenroom_client import EndReason, Event, Greenroom, LockToggled, RoomSession, Seat


async def program(greenroom: Greenroom, seat: Seat, room: RoomSession) -> None:
    await greenroom.create(7)  # wrong: arg-type
    await greenroom.create("Ada", size=7)  # wrong: call-arg
    await greenroom.join(seat, "Ben")  # wrong: arg-type
    await room.kick(room.state.host)  # wrong: arg-type
    await room.lock()  # wrong: attr-defined
    room.enter_again()  # wrong: attr-defined
    Greenroom("http://127.0.0.1", transport="pigeon")  # wrong: arg-type
    room.state.is_locked = True  # wrong: misc
    if room.ended is not None and room.ended.reason is EndReason.EXPIRD:  # wrong: attr-defined
        pass
    async for event in room.events():
        match event:
            case LockToggled():
                print(event.is_lokced)  # wrong: attr-defined
            case _:
                assert_never(event)  # wrong: arg-type
"""
"""Each line that is wrong says what mypy calls that."""


def test_mypy_understands_the_programs_of_the_page_and_finds_every_mistake(tmp_path: Path) -> None:
    page = [b for b in blocks_in(ROOT / "docs" / "python-client.md") if b.language == "python"]
    for number, block in enumerate(page):
        (tmp_path / f"page_{number}.py").write_text(block.text)
    (tmp_path / "mistakes.py").write_text(MISTAKES)
    assert len(page) >= 3
    found = re.findall(r"^([\w.]+):(\d+): error: .*\[([\w-]+)\]$", mypy(tmp_path), re.MULTILINE)
    assert found == wrong_in(MISTAKES)


def wrong_in(program: str) -> list[tuple[str, str, str]]:
    lines = enumerate(program.splitlines(), start=1)
    marked = ((number, re.search(r"# wrong: ([\w-]+)", line)) for number, line in lines)
    return [("mistakes.py", str(number), mark[1]) for number, mark in marked if mark]


def mypy(folder: Path) -> str:
    """What strict mypy prints of the programs in a folder."""
    (folder / "mypy.ini").write_text("[mypy]\nstrict = True\n")
    checked = subprocess.run(
        [
            *(sys.executable, "-m", "mypy", "--no-error-summary"),
            *("--follow-imports", "silent", "--cache-dir", str(ROOT / ".mypy_cache")),
            *sorted(path.name for path in folder.glob("*.py")),
        ],
        cwd=folder,
        env=os.environ | {"MYPYPATH": str(ROOT / "src")},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert checked.stderr == ""
    return checked.stdout
