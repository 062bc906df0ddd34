"""The setting that switches traces on, which need what is not always installed."""

import os
from importlib import import_module

from adapters.opentelemetry_variables import look_through
from entrypoints.kinds import TRUTH
from entrypoints.variables import Kind

EXTRA = "opentelemetry"
"""What has to be installed with Greenroom."""


def _traces(text: str) -> bool:
    wanted = TRUTH.read(text)
    if wanted:
        try:
            import_module("adapters.opentelemetry_export")
        except ModuleNotFoundError as error:
            raise ValueError(f"{error.name} is missing: install greenroom[{EXTRA}]") from None
        look_through(os.environ)  # where the library reads them, whatever else settings are read of
    return wanted


TRACES: Kind[bool] = Kind(_traces, TRUTH.allowed)
