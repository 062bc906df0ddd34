"""The tables of the configuration are those of the settings class."""

import pytest
from docs.settings_tables import PAGE, written


def test_the_page_is_as_the_settings_class_makes_it() -> None:
    assert PAGE.read_text() == written(PAGE.read_text()), "run `make docs`"


def test_a_variable_without_a_table_is_named() -> None:
    with pytest.raises(LookupError, match=r"no table of configuration\.md has LOG_LEVEL"):
        written(PAGE.read_text().replace("LOG_LEVEL LOG_FORMAT -->", "LOG_FORMAT -->"))


def test_a_variable_that_is_in_two_tables_or_unknown_is_named() -> None:
    for other in ("PORT", "NO_SUCH"):
        page = PAGE.read_text().replace("LOG_LEVEL LOG_FORMAT -->", f"LOG_LEVEL {other} -->")
        with pytest.raises(LookupError, match=f"{other} is in two tables"):
            written(page)
