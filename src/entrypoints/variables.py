"""Variables of the environment: how one is declared, read, and complained about."""

from collections.abc import Callable, Mapping
from dataclasses import Field, dataclass, field, fields
from typing import Any, Generic, TypeVar

from entrypoints.one_line import one_line

T = TypeVar("T")

SHOWN = 60
"""Characters of a wrong value that a complaint repeats."""


def quoted(text: str) -> str:
    """What a wrong variable was, unless a password may stand in it (user:password@host)."""
    return "is not shown here" if "@" in text else f'is "{one_line(text, SHOWN)}"'


@dataclass(frozen=True, slots=True)
class Kind(Generic[T]):
    """The values that a variable may have.

    `read` makes the value of the text, or raises `ValueError`, if need be with a reason;
    `allowed` completes "it may be ..."; `was` says what a wrong text was, and keeps a secret.
    """

    read: Callable[[str], T]
    allowed: str
    was: Callable[[str], str] = quoted


@dataclass(frozen=True, slots=True)
class Variable(Generic[T]):
    """One row of the table of settings; `default` is None where the variable has none."""

    name: str
    default: str | None
    kind: Kind[T]
    meaning: str

    @property
    def allowed(self) -> str:
        return self.kind.allowed

    def read(self, text: str) -> T:
        """The value. Raises `ValueError` whose text is the whole complaint."""
        try:
            return self.kind.read(text)
        except ValueError as error:
            reason = f" ({one_line(str(error))})" if str(error) else ""
            was = self.kind.was(text)
            raise ValueError(f"{self.name} {was}{reason}; it may be {self.kind.allowed}") from None


def variable(name: str, default: str, kind: Kind[T], meaning: str) -> T:
    """Declare a field of a settings dataclass, read from the variable `name`."""
    row = Variable(name, default, kind, meaning)
    return field(default=row.read(default), metadata={"variable": row})


def optional(name: str, kind: Kind[T], meaning: str) -> T | None:
    """Declare a field that is None unless its variable is set; its value is never printed."""
    row = Variable(name, None, kind, meaning)
    return field(default=None, repr=False, metadata={"variable": row})


def declared_in(settings: type) -> dict[str, Variable[object]]:
    """The table of a settings dataclass in order: its variables by the names of their fields."""
    rows: tuple[Field[Any], ...] = fields(settings)
    return {row.name: row.metadata["variable"] for row in rows}


def set_in(environ: Mapping[str, str]) -> dict[str, str]:
    """The variables that are set, without white space around them."""
    return {name: text.strip() for name, text in environ.items() if text.strip()}


def read_given(settings: type, given: Mapping[str, str]) -> tuple[dict[str, Any], dict[str, str]]:
    """Read what is given: values by field, and complaints by variable."""
    values: dict[str, Any] = {}
    wrong: dict[str, str] = {}
    for name, row in declared_in(settings).items():
        if row.name in given:
            try:
                values[name] = row.read(given[row.name])
            except ValueError as error:
                wrong[row.name] = str(error)
    return values, wrong
