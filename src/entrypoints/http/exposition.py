"""The formats in which metrics are told, and which of them a client would rather have."""

import asyncio
import re
from collections.abc import Callable, Iterable
from typing import NamedTuple

from prometheus_client import CollectorRegistry, exposition
from prometheus_client.metrics_core import Metric
from prometheus_client.openmetrics import exposition as openmetrics
from prometheus_client.registry import Collector

OPENMETRICS, PLAIN = "application/openmetrics-text", "text/plain"

WEIGHT = re.compile(r"q=((?:0|1)(?:\.[0-9]{0,3})?)", re.IGNORECASE)


class Format(NamedTuple):
    """How metrics are written. `end` is what comes after the last of them."""

    content_type: str
    write: Callable[[Collector], bytes]
    end: bytes = b""


TEXT = Format(exposition.CONTENT_TYPE_PLAIN_0_0_4, exposition.generate_latest)
OPEN = Format(openmetrics.CONTENT_TYPE_LATEST, openmetrics.generate_latest, b"# EOF\n")


class _Family(Collector):
    """One metric alone."""

    def __init__(self, metric: Metric) -> None:
        self._metric = metric

    def collect(self) -> Iterable[Metric]:
        return [self._metric]


def format_for(accept: str) -> Format:
    """OpenMetrics for those whose `Accept` header names it and does not prefer plain text, and
    Prometheus's own text format for all others.

    The library's own choice fails at versions that are no numbers, and repeats what it was sent.
    """
    wanted = _weight(accept, OPENMETRICS)
    return OPEN if wanted and wanted >= _weight(accept, PLAIN) else TEXT


async def written(registry: CollectorRegistry, format: Format) -> bytes:
    """Everything that is in the registry at this moment.

    To write it down takes some milliseconds, in which others have their turn.
    """
    parts = []
    for metric in list(registry.collect()):
        parts.append(format.write(_Family(metric)).removesuffix(format.end))
        await asyncio.sleep(0)
    return b"".join(parts) + format.end


def _weight(accept: str, media_type: str) -> float:
    """How much this type, by its own name, is wanted (RFC 9110, 12.4.2 and 12.5.1)."""
    weights = [0.0]
    for item in accept.lower().split(","):
        name, *parameters = (part.strip() for part in item.split(";"))
        if name == media_type:
            told = [float(found[1]) for each in parameters if (found := WEIGHT.fullmatch(each))]
            weights.append(told[0] if told else 1.0)
    return max(weights)
