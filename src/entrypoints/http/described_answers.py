"""What can be answered to a request, described: the errors as the documents that tell them."""

from collections import Counter
from collections.abc import Mapping
from http import HTTPStatus
from itertools import groupby
from typing import Any

import msgspec

from entrypoints.http.header_fields import ANSWERED
from entrypoints.http.operation import Operation, Reply
from entrypoints.http.problems import Problem
from entrypoints.http.refusals import PROBLEM_JSON, headers_of, problem_of
from entrypoints.http.schemas import Schema

References = Mapping[type[msgspec.Struct], Schema]

BUDGETS = ("RateLimit", "RateLimit-Policy")
UNCOUNTED = {400, 404, 500, 503}
"""Statuses that are also told before a request is counted, and then have no budget to tell: no
such host or path, a fault, a limiter that does not answer."""


def answers_of(told: Operation, references: References) -> dict[str, Schema]:
    """The responses of an operation, by status."""
    described = {reply.status: _replied(told, reply, references) for reply in told.replies}
    by_status = sorted(told.refusals, key=_status_of)
    for status, errors in groupby(by_status, _status_of):
        refused = _refused(told, status, list(errors), references[Problem])
        described[status] = refused
    return {str(status): described[status] for status in sorted(described)}


def _status_of(error: Exception) -> int:
    return problem_of(error).status


def _replied(told: Operation, reply: Reply, references: References) -> Schema:
    examples = reply.examples
    kinds = {type(example) for example in examples.values()}
    schema = references[kinds.pop()] if kinds else {"type": "object"}
    content = {"application/json": _media(schema, examples)}
    text = {kind: {"schema": {"type": "string"}} for kind in reply.media_types}
    return {
        "description": reply.description,
        "headers": _headers(told, reply.status, dict.fromkeys(reply.headers, True)),
        "content": text or content,
    }


def _refused(told: Operation, status: int, errors: list[Exception], reference: Schema) -> Schema:
    """Told by problem documents of this status, with the codes of these errors."""
    problems = [problem_of(error) for error in errors]
    codes = list(dict.fromkeys(problem.code for problem in problems))
    narrowed = {"properties": {"status": {"const": status}, "code": {"enum": codes}}}
    return {
        "description": f"{HTTPStatus(status).phrase}: " + ", ".join(f"`{c}`" for c in codes) + ".",
        "headers": _headers(told, status, _told_with(errors, status)),
        "content": {PROBLEM_JSON: _media({"allOf": [reference, narrowed]}, _named(problems))},
    }


def _told_with(errors: list[Exception], status: int) -> dict[str, bool]:
    """The headers that these errors bring, and whether each of them does."""
    brought = [headers_of(error, status, None).keys() & ANSWERED.keys() for error in errors]
    return {name: all(name in names for names in brought) for name in sorted(set().union(*brought))}


def _headers(told: Operation, status: int, own: Mapping[str, bool]) -> Schema:
    """The headers of an answer: those of all, the budgets of a counted one, and its own."""
    names = dict(own) | {"X-Request-ID": True}
    if told.is_counted:
        names |= dict.fromkeys(BUDGETS, status not in UNCOUNTED)
    return {name: _header(name, is_sure) for name, is_sure in names.items()}


def _header(name: str, is_sure: bool) -> Schema:
    if is_sure:
        return {"$ref": f"#/components/headers/{name}"}
    return {"required": False} | ANSWERED[name]


def _media(schema: Schema, examples: Mapping[str, Any]) -> Schema:
    if not examples:
        return {"schema": schema}
    shown = {name: {"value": msgspec.to_builtins(example)} for name, example in examples.items()}
    return {"schema": schema, "examples": shown}


def _named(problems: list[Problem]) -> dict[str, Problem]:
    """Each under its code, with the field at fault if one is, and a number where that is not all
    that tells them apart."""
    named: dict[str, Problem] = {}
    times: Counter[str] = Counter()
    for problem in problems:
        name = "-".join(part for part in (problem.code, problem.field) if isinstance(part, str))
        times[name] += 1
        named[name if times[name] == 1 else f"{name}-{times[name]}"] = problem
    return named
