"""Finding code in pages."""

from pathlib import Path

from tests.code_blocks import Block, blocks_in

PAGE = """# Title

```python rooms.py
one = 1
```

- in a list:

  ```sh
  make test
  ```

```
no language
```
"""


def test_blocks_are_found_with_their_language_words_and_place(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(PAGE)
    assert blocks_in(page) == [
        Block("python", ("rooms.py",), "one = 1\n", "page.md", 3),
        Block("sh", (), "make test\n", "page.md", 9),
        Block("", (), "no language\n", "page.md", 13),
    ]
