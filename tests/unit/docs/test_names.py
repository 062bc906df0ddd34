"""What the pages call by its name is there under that name."""

import re

import pytest

from tests.code_blocks import ROOT, blocks_in
from tests.configured import VARIABLES
from tests.links import links_in
from tests.pages import code_in, page, pages

PATH = re.compile(r"(?:src|tests|docs|bench)/[\w./-]*")
CLASS = re.compile(r"(?:[A-Z][a-z]+){2,}|Room|Member|Clock|Ids|Tokens|Leases|Health|Event")
VARIABLE = re.compile(r"[A-Z]+(?:_[A-Z]+)+")

PAGES = sorted(str(path.relative_to(ROOT)) for path in pages() if path.parent.name != "adr")


@pytest.mark.parametrize("name", PAGES)
def test_every_path_that_a_page_names_is_there(name: str) -> None:
    paths = [code for code in code_in(page(name)) if PATH.fullmatch(code)]
    assert [path for path in paths if not (ROOT / path).exists()] == []


def test_every_class_that_the_architecture_names_is_there() -> None:
    code = "\n".join(file.read_text() for file in ROOT.glob("src/**/*.py"))
    named = {name for name in code_in(page("docs/architecture.md")) if CLASS.fullmatch(name)}
    known = set(re.findall(r"^(?:class )?(\w+)(?:[(:]| =)", code, re.MULTILINE))
    assert named
    assert named - known - {"Protocol"} == set()


@pytest.mark.parametrize("name", PAGES)
def test_every_variable_that_a_page_names_is_a_setting(name: str) -> None:
    text = page(name)
    codes = set(re.findall(r"\| `([A-Z_]+)` \|", text)) | set(re.findall(r'"([A-Z_]+)"', text))
    named = {code for code in code_in(text) if VARIABLE.fullmatch(code)}
    settings = {code for code in named if code.split("_")[-1] in ENDINGS}
    assert settings - set(VARIABLES) - codes - of_compose() == set()


def of_compose() -> set[str]:
    """Variables that the Compose files read for themselves."""
    files = ROOT.glob("deploy/compose*.yaml")
    return {name for file in files for name in re.findall(r"\$\{([A-Z_]+)", file.read_text())}


ENDINGS = {variable.split("_")[-1] for variable in VARIABLES} - {"HOST"}
"""What the names of settings end with; error codes and constants end with something else."""


def test_the_architecture_has_every_decision() -> None:
    told = set(links_in(ROOT / "docs/architecture.md"))
    decisions = {f"adr/{file.name}" for file in ROOT.glob("docs/adr/*.md")}
    assert decisions <= told


def test_the_readme_has_every_page() -> None:
    told = set(links_in(ROOT / "README.md"))
    assert {f"docs/{file.name}" for file in ROOT.glob("docs/*.md")} <= told


def test_the_drawing_is_the_same_wherever_it_is() -> None:
    drawings = [
        block.text
        for name in ("README.md", "docs/architecture.md")
        for block in blocks_in(ROOT / name)
        if block.words == ("drawing",)
    ]
    assert len(drawings) == 2
    assert len(set(drawings)) == 1
