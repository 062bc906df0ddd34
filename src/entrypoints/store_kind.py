"""The setting that names a store: one of ours that is not always installed, or a store of one's
own as `module:factory`, as uvicorn names an application."""

import re
import sys
from importlib import import_module
from operator import attrgetter
from pathlib import Path
from types import ModuleType

from application.store import StoreFactory
from entrypoints.variables import Kind

_NAME = re.compile(r"(\w+(?:\.\w+)*):(\w+(?:\.\w+)*)", re.ASCII)

OURS = {"postgres": "adapters.postgres_store:postgres"}
"""Stores of ours by the name of the extra that installs what they need."""


def _factory(text: str) -> StoreFactory:
    if text not in OURS:
        return _named(text)
    try:
        return _named(OURS[text])
    except ModuleNotFoundError as error:
        raise ValueError(f"{error.name} is missing: install greenroom[{text}]") from None


def _named(text: str) -> StoreFactory:
    named = _NAME.fullmatch(text)
    if named is None:
        raise ValueError
    module, attribute = named.groups()
    imported = _imported(module)
    try:
        found = attrgetter(attribute)(imported)
    except AttributeError:
        raise ValueError(f"{module} has no {attribute}") from None
    if not callable(found):
        raise ValueError(f"{attribute} is a {type(found).__name__}, and can't be called")
    factory: StoreFactory = found
    return factory


def _imported(module: str) -> ModuleType:
    """The module, sought in the working directory too, behind everything that is installed.

    Raises `ValueError` when there is none; what goes wrong inside it is its author's to see.
    """
    if (here := str(Path.cwd())) not in sys.path:
        sys.path.append(here)
    try:
        return import_module(module)
    except ModuleNotFoundError as error:
        if error.name is None or not f"{module}.".startswith(f"{error.name}."):
            raise
        raise ValueError(f"there is no module {error.name}") from None


STORE: Kind[StoreFactory] = Kind(
    _factory,
    "module:factory, a function of an importable module that makes an application.store.Store, "
    "or postgres",
)
