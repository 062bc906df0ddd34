"""The TypeScript on the pages compiles."""

from pathlib import Path

import pytest

from tests.code_blocks import ROOT, blocks_in
from tests.typescript import BY_NODE, CLIENT, a_project, compiled

PAGES = (ROOT / "docs" / "typescript.md", CLIENT / "README.md")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_each_block_of_a_page_compiles_by_itself(page: Path, tmp_path: Path) -> None:
    blocks = [block for block in blocks_in(page) if block.language == "ts"]
    assert blocks
    project = a_project(tmp_path)
    files = [f"line_{block.line}.ts" for block in blocks]
    for file, block in zip(files, blocks, strict=True):
        (project / file).write_text(block.text)
    assert compiled(project, *BY_NODE, *files) == []
