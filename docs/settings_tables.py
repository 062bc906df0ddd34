"""Writes the tables of `docs/configuration.md` from the settings class (`make docs`).

The page says in a comment which variables a table has; the text around it is written by hand.
"""

import re
from pathlib import Path

from entrypoints.settings import Settings
from entrypoints.variables import Variable, declared_in

PAGE = Path(__file__).with_name("configuration.md")

HEAD = "| Variable | Default | It may be | Meaning |\n| --- | --- | --- | --- |\n"

TABLE = re.compile(r"(?<=^<!-- table: )([A-Z_ ]+)( -->\n)(?:\|.*\n)*", re.MULTILINE)


def written(page: str) -> str:
    """The page with its tables as the code has them.

    Raises `LookupError` for a variable that is in no table, in two, or not in the code.
    """
    rows = {row.name: row for row in declared_in(Settings).values()}
    page = TABLE.sub(lambda found: found[1] + found[2] + _table(found[1].split(), rows), page)
    if rows:
        raise LookupError(f"no table of {PAGE.name} has {', '.join(rows)}")
    return page


def _table(names: list[str], rows: dict[str, Variable[object]]) -> str:
    return HEAD + "".join(_row(_taken(name, rows)) for name in names)


def _taken(name: str, rows: dict[str, Variable[object]]) -> Variable[object]:
    if name not in rows:
        raise LookupError(f"{name} is in two tables of {PAGE.name}, or no setting")
    return rows.pop(name)


def _row(variable: Variable[object]) -> str:
    default = {None: "not set", "": "empty"}.get(variable.default, f"`{variable.default}`")
    return f"| `{variable.name}` | {default} | {variable.allowed} | {variable.meaning} |\n"


if __name__ == "__main__":
    PAGE.write_text(written(PAGE.read_text()))
