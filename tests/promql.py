"""What a question to Prometheus names."""

import re

NUMBERS = re.compile(r"\b((?:greenroom|process|python)_\w+)(?:\{(.*?)\})?")
MATCHER = re.compile(r"(\w+)\s*[=!]~?\s*\"")
GROUPING = re.compile(r"\bby\s*\((.*?)\)")

GIVEN = {"job", "instance", "le"}
"""Labels that every series has, whoever tells it, and every bucket of a histogram."""


def named_in(expression: str) -> dict[str, set[str]]:
    """The series that a node has to tell, each with the labels by which it is chosen or counted
    together with others."""
    groups = {label.strip() for each in GROUPING.findall(expression) for label in each.split(",")}
    return {
        series: (groups | set(MATCHER.findall(chosen))) - GIVEN
        for series, chosen in NUMBERS.findall(expression)
    }
