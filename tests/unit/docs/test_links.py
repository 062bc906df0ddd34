"""Every link of every page leads somewhere."""

from pathlib import Path

import pytest

from tests.code_blocks import ROOT
from tests.links import anchors_in, leads_somewhere, links_in
from tests.pages import pages


@pytest.mark.parametrize("page", pages(), ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_link_of_a_page_leads_somewhere(page: Path) -> None:
    assert [link for link in links_in(page) if not leads_somewhere(link, page)] == []


def test_links_are_found_and_looked_up(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("[a](b.md#c) `[no](link)` ![p](q.png) <https://a.example> [h](#two-words-1)\n")
    assert links_in(page) == ["b.md#c", "q.png", "#two-words-1"]
    page = ROOT / "README.md"
    assert leads_somewhere("docs/adr", page)
    assert leads_somewhere("#greenroom", page)
    assert not leads_somewhere("#no-such-heading", page)
    assert not leads_somewhere("docs/no-such-page.md", page)
    assert not leads_somewhere("../", page)


def test_headings_have_the_anchors_that_github_gives_them(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("# Two words\n\n## Two words\n\n## `X-Y`, and the rest\n\n```\n# no\n```\n")
    assert anchors_in(page) == {"two-words", "two-words-1", "x-y-and-the-rest"}
