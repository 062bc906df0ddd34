"""What a node tells Prometheus, read as Prometheus reads it."""

from collections.abc import Iterable, Mapping

import httpx
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.openmetrics.parser import (
    text_string_to_metric_families as open_families,
)
from prometheus_client.parser import text_string_to_metric_families as families
from prometheus_client.samples import Sample


class Scrape:
    """The figures of one moment."""

    def __init__(self, samples: Iterable[Sample]) -> None:
        self._samples = list(samples)

    def figure(self, name: str, **labels: str) -> float:
        """The sum of all that have this name and these labels, whatever others they have."""
        return sum(
            sample.value
            for sample in self._samples
            if sample.name == name and labels.items() <= sample.labels.items()
        )

    def values(self, name: str, label: str) -> dict[str, float]:
        """The figures other than 0 by the values of a label."""
        told = {sample.labels[label] for sample in self._samples if sample.name == name}
        figures = {value: self.figure(name, **{label: value}) for value in told}
        return {value: figure for value, figure in figures.items() if figure}

    def series(self) -> set[tuple[str, frozenset[tuple[str, str]]]]:
        """Every series by its name and labels."""
        return {(one.name, frozenset(one.labels.items())) for one in self._samples}


def scrape_of(text: str) -> Scrape:
    """What this text says, which must be in Prometheus's format."""
    return Scrape(sample for family in families(text) for sample in family.samples)


def open_scrape_of(text: str) -> Scrape:
    """As `scrape_of`, of OpenMetrics."""
    read = open_families(text)  # type: ignore[no-untyped-call]
    return Scrape(sample for family in read for sample in family.samples)


def scrape_in(registry: CollectorRegistry) -> Scrape:
    """What is in this registry now."""
    return scrape_of(generate_latest(registry).decode())


async def scrape(url: str, headers: Mapping[str, str] | None = None) -> Scrape:
    """What the node at this address tells."""
    async with httpx.AsyncClient(trust_env=False) as client:
        answer = await client.get(f"{url}/metrics", headers=headers)
    assert answer.status_code == 200, answer.text
    return scrape_of(answer.text)
