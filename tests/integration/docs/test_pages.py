"""Every code block of every page that can be run is run, and prints what the page shows."""

import re
from pathlib import Path

import pytest

from tests.code_blocks import ROOT, blocks_in
from tests.pages import pages
from tests.servers import ValkeyServer
from tests.walkthrough.walk import NOT_RUN, a_walk

ELSEWHERE = {
    "clients/typescript/README.md": "its own test compiles it",
    "docs/swap-the-store.md": "its own test follows the tutorial",
    "docs/typescript.md": "its own test compiles it",
}
"""Pages that other tests follow, each in its own way."""

FILES = re.compile(r"(?<![\w./])(?:deploy|requirements)/[\w./@-]+")

PAGES = [
    page
    for page in pages()
    if page.relative_to(ROOT).as_posix() not in ELSEWHERE and blocks_in(page)
]


def test_what_is_not_run_has_its_reason() -> None:
    unrun = [b for page in PAGES for b in blocks_in(page) if NOT_RUN in b.words]
    assert [str(block) for block in unrun if len(block.words) < 3] == []
    assert len(unrun) <= 12, "a page that can't be run is a page that rots"


def test_what_is_not_run_names_files_that_are_there() -> None:
    unrun = [b.text for page in PAGES for b in blocks_in(page) if NOT_RUN in b.words]
    named = [path for text in unrun for path in FILES.findall(text)]
    assert "deploy/systemd/greenroom@.service" in named
    assert [path for path in named if not (ROOT / path).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
async def test_the_blocks_of_a_page_do_what_it_says(
    page: Path, tmp_path: Path, spare_valkey: ValkeyServer
) -> None:
    blocks = blocks_in(page)
    changes = any(block.language == "diff" for block in blocks)
    async with a_walk(tmp_path, spare_valkey.url, is_changed=changes) as walk:
        for block in blocks:
            await walk.take(block)
