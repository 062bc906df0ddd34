"""The tables of the pages say what the code says."""

import pytest

from entrypoints.http.problems import PROTOCOL, STATUS
from entrypoints.realtime.messages.incoming import INCOMING
from entrypoints.realtime.messages.outgoing import OUTGOING
from entrypoints.realtime.refusals import REPLACED
from entrypoints.runner import FLAGS
from tests.http_server import World
from tests.pages import section, tables_in
from tests.witness.description import description_of

PROTOCOL_PAGE = "docs/protocol.md"


def told_over_http() -> set[tuple[str, str]]:
    """Every code with its status, as the HTTP entrypoint tells them."""
    of_errors = {(kind.code, str(status)) for kind, status in STATUS.items()}
    return of_errors | {(code, str(status)) for status, (code, _) in PROTOCOL.items()}


async def requests_served() -> dict[str, tuple[str, str]]:
    """Each request, the status when it is done, and those when it is refused. A fault of the
    server is never meant to be."""
    document = (await description_of(World().app())).openapi.document
    served = {}
    for path, item in document["paths"].items():
        for method, operation in item.items():
            done, *refused = sorted(set(operation["responses"]) - {"500"})
            served[f"`{method.upper()} {path}`"] = (done, " ".join(refused))
    return served


async def test_the_protocol_has_every_request_with_its_statuses() -> None:
    rows = tables_in(section(PROTOCOL_PAGE, "## HTTP"))
    told = {name: (done, refused) for name, done, refused in rows}
    assert told == await requests_served()


def test_the_protocol_has_every_error_code() -> None:
    rows = tables_in(section(PROTOCOL_PAGE, "## Error codes"))
    known = {code for code, _ in told_over_http()}
    assert {code.strip("`") for code, *_ in rows} == known | {REPLACED.code}


def test_the_protocol_has_the_status_of_every_error_code_that_http_can_tell() -> None:
    rows = tables_in(section(PROTOCOL_PAGE, "## Error codes"))
    told = {(code.strip("`"), status) for code, status, *rest in rows if rest}
    assert told <= told_over_http()
    of_commands = {"NOT_HOST", "ALREADY_HOST", "CANNOT_KICK_SELF", "SESSION_REPLACED"}
    assert {code for code, _ in told} == {code for code, _ in told_over_http()} - of_commands


@pytest.mark.parametrize(
    ("heading", "kinds"), [("### To the server", INCOMING), ("### To the client", OUTGOING)]
)
def test_the_protocol_has_every_event_with_its_fields(
    heading: str, kinds: tuple[type, ...]
) -> None:
    told = {event: payload for event, payload, *_ in tables_in(section(PROTOCOL_PAGE, heading))}
    assert told == {f"`{kind.event}`": payload_of(kind) for kind in kinds}  # type: ignore[attr-defined]


def payload_of(kind: type) -> str:
    """The fields of a message as the tables show them."""
    fields: tuple[str, ...] = kind.__struct_encode_fields__  # type: ignore[attr-defined]
    return f"`{{ {', '.join(fields)} }}`" if fields else "none"


def test_every_flag_that_a_foreign_runner_should_be_given_is_told() -> None:
    command = section("docs/deploy.md", "## Under uvicorn")
    assert [flag for flag in FLAGS.values() if flag not in command] == []
