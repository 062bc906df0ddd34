"""Settings made of variables, and what is said of wrong ones."""

import pytest

from entrypoints.settings import InvalidSettings, Settings
from entrypoints.variables import declared_in

SECRET = "a secret of thirty-two bytes or more"
VARIABLES = {row.name: row for row in declared_in(Settings).values()}


def load(**environ: str) -> Settings:
    return Settings.load(environ, dotenv=None)


def complaints(**environ: str) -> list[str]:
    with pytest.raises(InvalidSettings) as refusal:
        load(**environ)
    return refusal.value.complaints


def complaint(**environ: str) -> str:
    (only,) = complaints(**environ)
    return only
