"""The TypeScript on the pages compiles."""

from pathlib import Path

import pytest

from tests.code_blocks import ROOT, blocks_in
from tests.typescript import BY_NODE, CLIENT, a_project, compiled

PAGES = (ROOT / "docs" / "typescript.md", CLIENT / "README.md")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_the_blocks_of_a_page_compile_as_one_program(page: Path, tmp_path: Path) -> None:
    blocks = [block.text for block in blocks_in(page) if block.language == "ts"]
    assert blocks
    project = a_project(tmp_path)
    (project / "page.ts").write_text("\n".join(blocks))
    assert compiled(project, *BY_NODE, "page.ts") == []
